-- Forget submissions whose retention is over, some at a time. Answers how many.
local ids = redis.call('ZRANGE', KEY.EXPIRY, '-inf', now_ms(), 'BYSCORE', 'LIMIT', 0, 200)
for _, id in ipairs(ids) do
  local key = KEY.SUBMISSION .. id
  local now = redis.call('HMGET', key, 'challenge', 'state', 'verdict')
  unindex('all', id)
  for at, name in ipairs({'challenge:', 'state:', 'verdict:'}) do
    if now[at] then
      unindex(name .. now[at], id)
    end
  end
  redis.call('DEL', key, KEY.EVENTS .. id)
  redis.call('ZREM', KEY.EXPIRY, id)
end
return #ids
