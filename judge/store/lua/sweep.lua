-- Forget submissions whose retention is over, some at a time. Answers how many there were, and ids without a record: earlier
-- versions let records expire by themselves if nobody swept for a day, and nothing tells any more in which lists those are.
local ids = redis.call('ZRANGE', KEY.EXPIRY, '-inf', now_ms(), 'BYSCORE', 'LIMIT', 0, 200)
local lost = {}
for _, id in ipairs(ids) do
  if redis.call('EXISTS', KEY.SUBMISSION .. id) == 1 then
    forget(id)
  else
    lost[#lost + 1] = id
  end
end
return {#ids, lost}
