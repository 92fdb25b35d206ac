local id, retention_ms = unpack(ARGV)
local key = KEY.SUBMISSION .. id
local state = redis.call('HGET', key, 'state')
if not state then
  return {'missing'}
end
if state ~= 'queued' and state ~= 'running' then
  return {'conflict', state}
end
redis.call('HSET', key, 'token', '')
conclude(id, 'cancelled', retention_ms)
return {'ok', record(id)}
