local id, token, lease_ms = unpack(ARGV)
if not held(id, token) then
  return 0
end
redis.call('ZADD', KEY.RUNNING, now_ms() + lease_ms, id)
return 1
