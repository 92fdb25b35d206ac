-- What the scripts share. KEY and RECORD come before this, from keys.py.
-- Times are ms of the Redis server's clock, so that leases have one clock whatever the workers' machines say.

local EVENTS_KEPT = 5000 -- per submission; the oldest go first
local DAY_MS = 86400000

local function now_ms()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function record(id)
  return redis.call('HMGET', KEY.SUBMISSION .. id, unpack(RECORD))
end

local function held(id, token)
  local now = redis.call('HMGET', KEY.SUBMISSION .. id, 'state', 'token')
  return now[1] == 'running' and now[2] == token
end

local function append(id, event)
  redis.call('XADD', KEY.EVENTS .. id, 'MAXLEN', '~', EVENTS_KEPT, '*', 'e', event)
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

-- Wait in a queue for the next attempt.
local function requeue(id, queue)
  local key = KEY.SUBMISSION .. id
  redis.call('HINCRBY', key, 'attempt', 1)
  redis.call('HSET', key, 'queue', queue, 'started', '', 'finished', '')
  redis.call('ZREM', KEY.RUNNING, id)
  redis.call('ZADD', KEY.WAITING .. queue, now_ms(), id)
  enter(id, 'queued')
end

-- End, with or without a report, and be forgotten when the retention is over (sweep.lua; the expiry of the keys
-- themselves is a day later, for a judge that has no worker any more).
local function conclude(id, state, retention_ms, verdict, report)
  local key = KEY.SUBMISSION .. id
  local now = now_ms()
  local was = redis.call('HMGET', key, 'queue', 'verdict')
  redis.call('HSET', key, 'finished', now)
  redis.call('ZREM', KEY.WAITING .. was[1], id)
  redis.call('ZREM', KEY.RUNNING, id)
  if verdict then
    redis.call('HSET', key, 'verdict', verdict, 'report', report)
    if was[2] and was[2] ~= verdict then
      unindex('verdict:' .. was[2], id)
    end
    index('verdict:' .. verdict, id)
  end
  enter(id, state, verdict)
  redis.call('ZADD', KEY.EXPIRY, now + retention_ms, id)
  redis.call('PEXPIRE', key, retention_ms + DAY_MS)
  redis.call('PEXPIRE', KEY.EVENTS .. id, retention_ms + DAY_MS)
end
