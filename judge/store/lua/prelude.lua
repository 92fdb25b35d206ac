-- What the scripts share. KEY and RECORD come before this, from keys.py.
-- Times are ms of the Redis server's clock, so that leases have one clock whatever the workers' machines say.

local EVENTS_KEPT = 5000 -- per submission; the oldest go first
local TROUBLE_KEPT = 20 -- lines per submission
local TRIAL_MS = 3600000 -- what did not count is of no use to anybody an hour later

local HEARD_MS = 6000 -- two of the times at which a worker speaks; less than a lease, unless that was set very short
local MOST_ORPHANED = 5

local function now_ms()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function record(id)
  return redis.call('HMGET', KEY.SUBMISSION .. id, unpack(RECORD))
end

local function created(outcome, id)
  return {outcome, record(id), redis.call('HGET', KEY.SUBMISSION .. id, 'place')}
end

-- To a request that came before with the same idempotency key; nothing if none did, or its submission is forgotten.
local function first_answer(idempotency, fingerprint)
  local seen = idempotency ~= '' and redis.call('GET', KEY.IDEMPOTENCY .. idempotency)
  if not seen then
    return nil
  end
  local earlier, first = seen:match('^(.*) (%S+)$')
  local answer = created('replayed', first)
  if not answer[2][1] then
    return nil
  end
  return earlier == fingerprint and answer or {'conflict'}
end

local function held(id, token)
  local now = redis.call('HMGET', KEY.SUBMISSION .. id, 'state', 'token')
  return now[1] == 'running' and now[2] == token
end

local function append(id, event)
  redis.call('XADD', KEY.EVENTS .. id, 'MAXLEN', '~', EVENTS_KEPT, '*', 'e', event)
end

-- Events of who holds the lease: ARGV from `at`, and before them how many it told earlier. Those that are there already,
-- because the answer was lost, are not added again; in the record stands how many came, and with which token.
local function append_new(id, token, at)
  local key = KEY.SUBMISSION .. id
  local whose, count = (redis.call('HGET', key, 'told') or ''):match('^(.*):(%d+)$')
  local there = whose == token and tonumber(count) or 0
  local earlier = tonumber(ARGV[at])
  local last = earlier + #ARGV - at
  for number = math.max(earlier, there) + 1, last do
    append(id, ARGV[at + number - earlier])
  end
  if last > there then
    redis.call('HSET', key, 'told', token .. ':' .. string.format('%d', last))
  end
end

local function ring(id)
  redis.call('PUBLISH', KEY.HAPPENED, id)
end

local function index(name, id)
  redis.call('ZADD', KEY.INDEX .. name, 0, id)
end

local function unindex(name, id)
  redis.call('ZREM', KEY.INDEX .. name, id)
end

-- Set a new state: field, index, event, bell. The caller has checked that it may.
local function enter(id, state, verdict)
  local was = redis.call('HMGET', KEY.SUBMISSION .. id, 'state', 'attempt')
  if was[1] then
    unindex('state:' .. was[1], id)
  end
  index('state:' .. state, id)
  redis.call('HSET', KEY.SUBMISSION .. id, 'state', state)
  local event = '{"state":"' .. state .. '","attempt":' .. was[2]
  if verdict then
    event = event .. ',"verdict":"' .. verdict .. '"'
  end
  append(id, event .. '}')
  ring(id)
end

-- Whose queue room something takes up: a subject is one person within one organisation only. What the judge sends by
-- itself (its owner has a colon, which no subject has) is nobody's.
local function payer(owner, organisation)
  if not owner or owner == '' or owner:find(':', 1, true) then
    return owner or ''
  end
  return (organisation or '') .. '/' .. owner
end

-- Fair share (start-time fair queueing): the k-th submission that an owner has waiting stands behind the (k-1)-th of all
-- others. The queue's clock is the tag of the newest claimed one; who has nothing waiting begins there.
local function next_tag(queue, owner)
  local tag = tonumber(redis.call('GET', KEY.CLOCK .. queue) or 0)
  if owner ~= '' then
    tag = math.max(tag, tonumber(redis.call('HGET', KEY.SHARE .. queue, owner) or 0))
    redis.call('HSET', KEY.SHARE .. queue, owner, tag + 1)
  end
  return tag + 1
end

-- Records of before there were owners have neither that field nor this one.
local function needs_of(id)
  local was = redis.call('HMGET', KEY.SUBMISSION .. id, 'needs', 'runtime')
  return was[1] or 'runtime:' .. was[2]
end

-- Stand in the queue, and in the line of those who need the same of a worker.
local function line_up(id, queue, tag)
  local needs = needs_of(id)
  local was = redis.call('HMGET', KEY.SUBMISSION .. id, 'owner', 'organisation', 'verdict')
  redis.call('ZADD', KEY.WAITING .. queue, tag, id)
  redis.call('ZADD', KEY.LINE .. queue .. ':' .. needs, tag, id)
  redis.call('SADD', KEY.LINES .. queue, needs)
  local who = payer(was[1], was[2])
  if who ~= '' then -- what is judged again uses a share, and is not held against whoever sent it
    index((was[3] and 'again:' or 'pending:') .. who, id)
  end
end

local function step_out(id, queue)
  local needs = needs_of(id)
  local line = KEY.LINE .. queue .. ':' .. needs
  redis.call('ZREM', KEY.WAITING .. queue, id)
  if redis.call('ZREM', line, id) == 1 and redis.call('EXISTS', line) == 0 then
    redis.call('SREM', KEY.LINES .. queue, needs)
  end
end

-- What gradings that take about as long as this one have in common; a name in the hash of usual times.
local function like(purpose, challenge, runtime)
  return purpose == 'trial' and 'trials' or challenge .. ' ' .. runtime
end

-- Where a queued submission stands, as numbers with spaces between: position, how many come before it, how many are
-- graded now, the usual ms of a grading like it and of any.
local function place(id, queue, kind)
  local rank = redis.call('ZRANK', KEY.WAITING .. queue, id)
  if not rank then
    return ''
  end
  local people = queue == 'batch' and redis.call('ZCARD', KEY.WAITING .. 'interactive') or 0
  local usual = redis.call('HMGET', KEY.USUAL, kind, '*')
  return table.concat({rank + 1, rank + people, redis.call('ZCARD', KEY.RUNNING), usual[1] or 0, usual[2] or 0}, ' ')
end

-- Into the outbox, for whoever is to be told: what happened, whose it is, and facts as names and texts in turn.
local function tell(happening, organisation, ...)
  redis.call('XADD', KEY.OUTBOX, '*', 'happening', happening, 'organisation', organisation or '', 'at', now_ms(), ...)
end

-- Wait in a queue for the next attempt: with a new tag, or before all others if its worker was lost.
local function requeue(id, queue, tag)
  local key = KEY.SUBMISSION .. id
  redis.call('HINCRBY', key, 'attempt', 1)
  redis.call('HSET', key, 'queue', queue, 'started', '', 'finished', '')
  redis.call('ZREM', KEY.RUNNING, id)
  line_up(id, queue, tag or 0)
  enter(id, 'queued')
end

-- Why an attempt failed, for operators: a line each in the record, the newest few. Saying the same again changes nothing.
-- Answers whether it is news.
local function trouble(id, attempt, why)
  local key = KEY.SUBMISSION .. id
  local lines = {}
  for line in (redis.call('HGET', key, 'trouble') or ''):gmatch('[^\n]+') do
    lines[#lines + 1] = line
  end
  local new = 'attempt ' .. attempt .. ': ' .. why:gsub('%c', ' ')
  if lines[#lines] ~= new then
    lines[#lines + 1] = new
    redis.call('HSET', key, 'trouble', table.concat(lines, '\n', math.max(1, #lines - TROUBLE_KEPT + 1)))
    return true
  end
  return false
end

local function forget(id)
  local key = KEY.SUBMISSION .. id
  local was = redis.call('HMGET', key, 'lists', 'state', 'verdict', 'challenge', 'owner', 'organisation')
  for name in (was[1] or 'all challenge:' .. (was[4] or '')):gmatch('%S+') do
    unindex(name, id)
  end
  for at, name in ipairs({'state:', 'verdict:'}) do
    if was[at + 1] then
      unindex(name .. was[at + 1], id)
    end
  end
  unindex('again:' .. payer(was[5], was[6]), id) -- where a worker of an earlier version ended it
  redis.call('DEL', key, KEY.EVENTS .. id)
  redis.call('ZREM', KEY.EXPIRY, id)
end

-- End, with or without a report, and be forgotten when the retention is over: by sweep.lua alone, since a record that goes
-- by itself takes with it the names of the lists that it is in. `told`: it has the result that was told before.
local function conclude(id, state, retention_ms, verdict, report, outcome, told)
  local key = KEY.SUBMISSION .. id
  local now = now_ms()
  local was = redis.call('HMGET', key, 'queue', 'verdict', 'owner', 'purpose', 'organisation', 'attempt')
  if was[4] == 'trial' then
    retention_ms = math.min(tonumber(retention_ms), TRIAL_MS)
  end
  redis.call('HSET', key, 'finished', now)
  step_out(id, was[1])
  redis.call('ZREM', KEY.RUNNING, id)
  local who = payer(was[3], was[5])
  unindex('pending:' .. who, id)
  unindex('again:' .. who, id)
  if redis.call('EXISTS', KEY.INDEX .. 'pending:' .. who, KEY.INDEX .. 'again:' .. who) == 0 then
    for _, queue in ipairs({'interactive', 'batch'}) do -- who has nothing pending has used no share
      redis.call('HDEL', KEY.SHARE .. queue, who)
    end
  end
  if verdict then
    redis.call('HSET', key, 'verdict', verdict, 'report', report, 'outcome', outcome)
    if was[2] and was[2] ~= verdict then
      unindex('verdict:' .. was[2], id)
    end
    index('verdict:' .. verdict, id)
  end
  enter(id, state, verdict)
  redis.call('ZADD', KEY.EXPIRY, now + retention_ms, id)
  if (was[4] or 'counts') == 'counts' and not told then
    tell('submission.' .. state, was[5], 'submission', id, 'attempt', was[6], 'verdict', verdict or '')
  end
end
