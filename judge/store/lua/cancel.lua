-- End what is queued or running. What was judged before keeps the result it had; `unjudged`: it must not have one.
local id, retention_ms, unjudged = unpack(ARGV)
local key = KEY.SUBMISSION .. id
local was = redis.call('HMGET', key, 'state', 'verdict', 'report', 'outcome')
if not was[1] then
  return {'missing'}
end
if was[1] ~= 'queued' and was[1] ~= 'running' then
  return {'conflict', was[1]}
end
if was[3] and unjudged == '1' then
  return {'conflict', 'judged again, which only a manager can stop'}
end
redis.call('HSET', key, 'token', '')
if was[3] then
  conclude(id, 'finished', retention_ms, was[2], was[3], was[4] or '', 'told before')
else
  conclude(id, 'cancelled', retention_ms)
end
return {'ok', record(id)}
