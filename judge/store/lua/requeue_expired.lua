-- Running attempts whose lease ended: the next attempt, or the end where all were used up. Some at a time; the caller
-- calls again while there are any. Answers how many there were, and the records of the queued ones.
local max_attempts, retention_ms, verdict, report, outcome = unpack(ARGV)
local ids = redis.call('ZRANGE', KEY.RUNNING, '-inf', now_ms(), 'BYSCORE', 'LIMIT', 0, 100)
local queued = {}
for _, id in ipairs(ids) do
  local key = KEY.SUBMISSION .. id
  local now = redis.call('HMGET', key, 'attempt', 'first', 'queue')
  redis.call('HSET', key, 'token', '')
  if now[1] - now[2] + 1 >= tonumber(max_attempts) then
    conclude(id, 'finished', retention_ms, verdict, report, outcome)
  else
    requeue(id, now[3])
    queued[#queued + 1] = record(id)
  end
end
return {#ids, queued}
