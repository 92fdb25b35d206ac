-- A new submission: record, files, lists, place in line, first event. A repeated call changes nothing. The third argument
-- is JSON: the fields of the record, and what is to be checked in the same step.
local id, files, new = ARGV[1], ARGV[2], cjson.decode(ARGV[3])
local ROOM_KEPT = 0.9 -- of Redis's memory is for submissions; the rest is for grading those that are there
local key = KEY.SUBMISSION .. id

if redis.call('EXISTS', key) == 1 then
  return created('created', id)
end
local first = first_answer(new.idempotency, new.fingerprint)
if first then
  return first
end
local room = new.limit
if new.purpose == 'known' or new.purpose == 'shadow' then
  room = room / 2 -- the judge's own work can wait, and leaves room for people's
end
if redis.call('ZCARD', KEY.WAITING .. 'interactive') + redis.call('ZCARD', KEY.WAITING .. 'batch') >= room then
  return {'full'}
end
local memory = redis.pcall('INFO', 'memory') -- which a Redis that somebody else runs may refuse to tell
local told = type(memory) == 'string' and memory or ''
local used, most = tonumber(told:match('used_memory:(%d+)')), tonumber(told:match('\nmaxmemory:(%d+)'))
if used and most and most > 0 and used > ROOM_KEPT * most then
  return {'no_room'}
end
for _, bound in ipairs(new.bounds) do
  if redis.call('ZCARD', KEY.INDEX .. bound.index) >= bound.limit then
    return {'exhausted', bound.code}
  end
end

local now = now_ms()
if new.idempotency ~= '' then
  redis.call('SET', KEY.IDEMPOTENCY .. new.idempotency, new.fingerprint .. ' ' .. id, 'PX', new.replay_ms)
end
redis.call('HSET', key, 'id', id, 'challenge', new.challenge, 'version', new.version, 'package', new.package,
  'runtime', new.runtime, 'queue', new.queue, 'attempt', 1, 'first', 1, 'created', now, 'started', '', 'finished', '',
  'owner', new.owner, 'organisation', new.organisation, 'invitation', new.invitation, 'purpose', new.purpose,
  'needs', new.needs, 'lists', table.concat(new.indexes, ' '), 'files', files)
if new.trial ~= '' then
  redis.call('HSET', key, 'trial', new.trial)
end
for _, name in ipairs(new.indexes) do
  index(name, id)
end
line_up(id, new.queue, next_tag(new.queue, payer(new.owner, new.organisation)))
redis.call('HSET', key, 'place', place(id, new.queue, like(new.purpose, new.challenge, new.runtime)))
enter(id, 'queued')
return created('created', id)
