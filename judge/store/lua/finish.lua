-- The report of the attempt that holds the lease; the last events come after it. The token stays in the record, so
-- that a retry after a lost answer is told that its report is there.
local id, token, retention_ms, verdict, report, outcome = unpack(ARGV, 1, 6)
if not held(id, token) then
  local now = redis.call('HMGET', KEY.SUBMISSION .. id, 'state', 'token')
  return (now[1] == 'finished' and now[2] == token) and 1 or 0
end
for at = 7, #ARGV do
  append(id, ARGV[at])
end
conclude(id, 'finished', retention_ms, verdict, report, outcome)
return 1
