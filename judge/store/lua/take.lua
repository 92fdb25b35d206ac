local name, holder, ttl_ms = unpack(ARGV)
local who = redis.call('GET', KEY.TURN .. name)
if who and who ~= holder then
  if redis.call('PTTL', KEY.TURN .. name) > tonumber(ttl_ms) then -- the clock went back, and nobody has it for so long
    redis.call('PEXPIRE', KEY.TURN .. name, ttl_ms)
  end
  return 0
end
redis.call('SET', KEY.TURN .. name, holder, 'PX', ttl_ms)
return 1
