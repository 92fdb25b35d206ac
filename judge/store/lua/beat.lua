local id, ttl_ms, description = unpack(ARGV)
redis.call('HSET', KEY.WORKERS, id, (now_ms() + ttl_ms) .. ' ' .. description)
redis.call('SET', KEY.HEARD .. id, 1, 'PX', HEARD_MS)
return 1
