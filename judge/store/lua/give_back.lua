-- The holder of the lease could not grade it: the next attempt, now, or when its pause of some ms is over. Until then it
-- stays where a lease would be, so that whoever requeues what nobody renews finds it. `counts` is 0 for an attempt that
-- is not held against it, which may be some: one that breaks whatever grades it ends all the same. Their pauses grow, so
-- that they last through most of an hour without an engine that makes boxes. A retry finds it queued, still with its token.
local MOST_SPARED = 60
local LONGEST_PAUSES = 12
local id, token, pause_ms, counts = unpack(ARGV)
local key = KEY.SUBMISSION .. id
local now = redis.call('HMGET', key, 'state', 'token', 'queue')
if now[2] ~= token or (now[1] ~= 'running' and now[1] ~= 'queued') then
  return false
end
if now[1] == 'running' then
  if counts == '0' then
    local spared = redis.call('HINCRBY', key, 'spared', 1)
    pause_ms = pause_ms * math.min(spared, LONGEST_PAUSES)
    if spared <= MOST_SPARED then
      redis.call('HINCRBY', key, 'first', 1)
    end
  end
  if tonumber(pause_ms) > 0 then
    redis.call('HSET', key, 'token', '', 'lease', pause_ms)
    redis.call('ZADD', KEY.RUNNING, now_ms() + pause_ms, id)
  else
    requeue(id, now[3])
  end
end
return record(id)
