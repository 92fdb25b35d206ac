-- A worker takes a queued attempt. Asking twice with the same token (a retry after a lost answer) gets it twice.
-- The runtimes that the worker offers come last; if the attempt's is none of them, it is left and its runtime is told.
local id, attempt, worker, token, lease_ms = unpack(ARGV, 1, 5)
local key = KEY.SUBMISSION .. id
local now = now_ms()

if not held(id, token) then
  local was = redis.call('HMGET', key, 'state', 'attempt', 'queue', 'runtime')
  if was[1] ~= 'queued' or was[2] ~= attempt then
    return false
  end
  local offered = false
  for at = 6, #ARGV do
    offered = offered or ARGV[at] == was[4] or ARGV[at] == '*'
  end
  if not offered then
    return was[4]
  end
  local waiting, passed = KEY.WAITING .. was[3], KEY.PASSED .. was[3]
  local since = redis.call('ZSCORE', waiting, id)
  redis.call('ZREM', waiting, id)
  if since and tonumber(since) > tonumber(redis.call('GET', passed) or 0) then
    redis.call('SET', passed, since)
  end
  redis.call('HSET', key, 'started', now, 'token', token, 'worker', worker)
  enter(id, 'running')
end
redis.call('ZADD', KEY.RUNNING, now + lease_ms, id)
return redis.call('HMGET', key, 'runtime', 'package', 'files', 'attempt', 'first')
