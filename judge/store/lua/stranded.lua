-- Queued submissions whose message is lost. Celery's list is first in, first out, so a message is lost when the list is
-- empty, or when one that was sent well after it has been claimed. They count as sent now: the caller sends again.
local queue, older_than_ms = unpack(ARGV)
local now = now_ms()
local waiting = KEY.WAITING .. queue
local latest = now - older_than_ms
if redis.call('LLEN', KEY.CELERY .. queue) > 0 then
  latest = math.min(latest, (redis.call('GET', KEY.PASSED .. queue) or 0) - older_than_ms)
end
local lost = {}
for _, id in ipairs(redis.call('ZRANGE', waiting, '-inf', latest, 'BYSCORE', 'LIMIT', 0, 100)) do
  redis.call('ZADD', waiting, 'XX', now, id)
  lost[#lost + 1] = record(id)
end
return lost
