local name, holder, ttl_ms = unpack(ARGV)
local who = redis.call('GET', KEY.TURN .. name)
if who and who ~= holder then
  return 0
end
redis.call('SET', KEY.TURN .. name, holder, 'PX', ttl_ms)
return 1
