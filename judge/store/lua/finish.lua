-- The report of the attempt that holds the lease; the ms since it was claimed, by a clock that cannot jump, and the last
-- events come after it. The token stays in the record, so that a retry after a lost answer is told that its report is there.
local id, token, retention_ms, verdict, report, outcome, ms = unpack(ARGV, 1, 7)
if not held(id, token) then
  local now = redis.call('HMGET', KEY.SUBMISSION .. id, 'state', 'token')
  return (now[1] == 'finished' and now[2] == token) and 1 or 0
end
append_new(id, token, 8)
conclude(id, 'finished', retention_ms, verdict, report, outcome)

-- What it took is a fifth of what the next ones like it are taken to take.
local took = redis.call('HMGET', KEY.SUBMISSION .. id, 'purpose', 'challenge', 'runtime')
if verdict ~= 'judge_error' then
  for _, kind in ipairs({like(took[1], took[2], took[3]), '*'}) do
    local usual = tonumber(redis.call('HGET', KEY.USUAL, kind))
    local known = usual and usual >= 0 -- earlier versions went by the server's clock, which may have jumped
    redis.call('HSET', KEY.USUAL, kind, string.format('%.1f', known and usual + (ms - usual) / 5 or ms))
  end
end
return 1
