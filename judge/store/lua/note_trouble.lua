-- The holder of the lease says why its attempt failed, and whether it was the submission that broke its box.
local id, token, why, broken = unpack(ARGV)
if not held(id, token) then
  return 0
end
local news = trouble(id, redis.call('HGET', KEY.SUBMISSION .. id, 'attempt'), why)
if news and broken == '1' then
  redis.call('HINCRBY', KEY.SUBMISSION .. id, 'broken', 1)
end
return 1
