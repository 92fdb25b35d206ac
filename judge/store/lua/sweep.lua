-- Forget submissions whose retention is over, some at a time. Answers how many.
local ids = redis.call('ZRANGE', KEY.EXPIRY, '-inf', now_ms(), 'BYSCORE', 'LIMIT', 0, 200)
for _, id in ipairs(ids) do
  forget(id)
end
return #ids
