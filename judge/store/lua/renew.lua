local id, token, lease_ms = unpack(ARGV)
if not held(id, token) then
  return 0
end
redis.call('ZADD', KEY.RUNNING, now_ms() + lease_ms, id)
local worker = redis.call('HGET', KEY.SUBMISSION .. id, 'worker')
if redis.call('EXISTS', KEY.HEARD .. worker) == 1 then  -- it may have claimed before its worker spoke for the first time
  redis.call('HSET', KEY.SUBMISSION .. id, 'heard', 1)
end
return 1
