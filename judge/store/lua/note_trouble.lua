-- The holder of the lease says why its attempt failed.
local id, token, why = unpack(ARGV)
if not held(id, token) then
  return 0
end
trouble(id, redis.call('HGET', KEY.SUBMISSION .. id, 'attempt'), why)
return 1
