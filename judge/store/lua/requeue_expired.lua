-- Running attempts whose lease ended, or the pause after a failed one: the next attempt, or the end where all were used
-- up. Some at a time; the caller calls again while there are any. Answers how many there were, and their records.
local max_attempts, retention_ms, verdict, report, outcome = unpack(ARGV)
local ids = redis.call('ZRANGE', KEY.RUNNING, '-inf', now_ms(), 'BYSCORE', 'LIMIT', 0, 100)
local records = {}
for _, id in ipairs(ids) do
  local key = KEY.SUBMISSION .. id
  local now = redis.call('HMGET', key, 'attempt', 'first', 'queue', 'token', 'worker', 'owner', 'organisation',
    'heard')
  if now[1] then
    -- The whole worker is gone: killed, or the machine lost its power. That is not held against what it graded, but for
    -- something that may have ended the worker itself. Where only its child is gone, the submission is the likely reason.
    if now[4] ~= '' and now[8] == '1' and redis.call('EXISTS', KEY.HEARD .. now[5]) == 0
      and redis.call('HINCRBY', key, 'orphaned', 1) <= MOST_ORPHANED then
      now[2] = redis.call('HINCRBY', key, 'first', 1)
    end
    local tries = now[1] - now[2] + 1
    if now[4] ~= '' then
      trouble(id, now[1], 'the process of ' .. (now[5] or 'a worker') .. ' that graded it died or fell silent')
      redis.call('HSET', key, 'token', '')
    end
    if tries >= tonumber(max_attempts) then
      conclude(id, 'finished', retention_ms, verdict, report, outcome)
    elseif tries <= 1 then
      requeue(id, now[3])
    else -- what failed again may well be to blame for it: it has no right any more to go before all others
      requeue(id, now[3], next_tag(now[3], payer(now[6], now[7])))
    end
    records[#records + 1] = record(id)
  else
    redis.call('ZREM', KEY.RUNNING, id)
  end
end
return {#ids, records}
