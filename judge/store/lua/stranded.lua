-- Queued submissions for which messages seem lost: for a while now there were fewer messages than submissions that wait.
-- Messages on their way to a child are in neither; one too many finds nothing to do.
local queue, older_than_ms = unpack(ARGV)
local now = now_ms()

-- Earlier versions of the judge queued by the ms of a message and knew no lines. Those get a tag and stand in one.
local A_TIME = 1e12
for _, id in ipairs(redis.call('ZRANGE', KEY.WAITING .. queue, A_TIME, '+inf', 'BYSCORE', 'LIMIT', 0, 500)) do
  line_up(id, queue, next_tag(queue, ''))
end

local short_since = KEY.SHORT .. queue
local short = redis.call('ZCARD', KEY.WAITING .. queue) - redis.call('LLEN', KEY.CELERY .. queue)
if short <= 0 then
  redis.call('DEL', short_since)
  return {}
end
redis.call('SET', short_since, now, 'NX')
if tonumber(redis.call('GET', short_since)) > now then -- the clock went back
  redis.call('SET', short_since, now)
end
if now - redis.call('GET', short_since) >= tonumber(older_than_ms) then
  redis.call('SET', short_since, now)
  local lost = {}
  for _, id in ipairs(redis.call('ZRANGE', KEY.WAITING .. queue, 0, math.min(short, 100) - 1)) do
    lost[#lost + 1] = record(id)
  end
  return lost
end
return {}
