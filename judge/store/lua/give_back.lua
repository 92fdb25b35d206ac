-- The holder of the lease could not grade it: queue the next attempt. A retry finds it queued, still with its token.
local id, token = unpack(ARGV)
local now = redis.call('HMGET', KEY.SUBMISSION .. id, 'state', 'token', 'queue')
if now[2] ~= token or (now[1] ~= 'running' and now[1] ~= 'queued') then
  return false
end
if now[1] == 'running' then
  requeue(id, now[3])
end
return record(id)
