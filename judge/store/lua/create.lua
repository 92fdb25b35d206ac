-- A new submission: record, files, indexes, place in the queue, first event. A repeated call changes nothing.
local id, challenge, version, package, runtime, queue, files, idempotency, fingerprint, limit, replay_ms = unpack(ARGV)
local key = KEY.SUBMISSION .. id

local function answer(outcome, which)
  return {outcome, record(which), redis.call('HGET', KEY.SUBMISSION .. which, 'place')}
end

if redis.call('EXISTS', key) == 1 then
  return answer('created', id)
end
if idempotency ~= '' then
  local seen = redis.call('GET', KEY.IDEMPOTENCY .. idempotency)
  if seen then
    local first_fingerprint, first = seen:match('^(.*) (%S+)$')
    local earlier = record(first)
    if earlier[1] then
      if first_fingerprint ~= fingerprint then
        return {'conflict'}
      end
      return answer('replayed', first)
    end
  end
end
if redis.call('ZCARD', KEY.WAITING .. 'interactive') + redis.call('ZCARD', KEY.WAITING .. 'batch') >= tonumber(limit) then
  return {'full'}
end

local now = now_ms()
if idempotency ~= '' then
  redis.call('SET', KEY.IDEMPOTENCY .. idempotency, fingerprint .. ' ' .. id, 'PX', replay_ms)
end
redis.call('HSET', key, 'id', id, 'challenge', challenge, 'version', version, 'package', package, 'runtime', runtime,
  'queue', queue, 'attempt', 1, 'first', 1, 'created', now, 'started', '', 'finished', '', 'files', files)
redis.call('ZADD', KEY.WAITING .. queue, now, id)
index('all', id)
index('challenge:' .. challenge, id)
redis.call('HSET', key, 'place', redis.call('ZRANK', KEY.WAITING .. queue, id) + 1)
enter(id, 'queued')
return answer('created', id)
