local package, stage, tests = unpack(ARGV)
redis.call('HSETNX', KEY.TESTS .. package, stage, tests)
return redis.call('HGET', KEY.TESTS .. package, stage)
