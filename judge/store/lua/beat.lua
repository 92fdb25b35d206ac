local id, ttl_ms, description = unpack(ARGV)
redis.call('HSET', KEY.WORKERS, id, (now_ms() + ttl_ms) .. ' ' .. description)
return 1
