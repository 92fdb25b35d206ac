-- Forget submissions whose retention is over, some at a time. Answers how many there were, and ids without a record: earlier
-- versions let records expire by themselves if nobody swept for a day, and nothing tells any more in which lists those are.
-- Their ids are among the oldest that ended.
local AT_ONCE = 200
local ids = redis.call('ZRANGE', KEY.EXPIRY, '-inf', now_ms(), 'BYSCORE', 'LIMIT', 0, AT_ONCE)
local lost = {}
for _, id in ipairs(ids) do
  if redis.call('EXISTS', KEY.SUBMISSION .. id) == 1 then
    forget(id)
  else
    lost[#lost + 1] = id
  end
end
for _, state in ipairs({'finished', 'cancelled'}) do
  for _, id in ipairs(redis.call('ZRANGE', KEY.INDEX .. 'state:' .. state, 0, AT_ONCE - 1)) do
    if redis.call('EXISTS', KEY.SUBMISSION .. id) == 0 then
      lost[#lost + 1] = id
    end
  end
end
return {#ids, lost}
