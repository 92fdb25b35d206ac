-- Leases get their whole time anew if Redis took no writes for a while, so that nobody could renew, or its clock jumped:
-- more or less of its ms went by than the caller, whose clock cannot jump, counted since it asked last and was answered.
-- Pauses after failures do not, for nobody has to renew them: where Redis is away again and again they would never end.
-- What would end later than it ever could is put right in any case. Answers the time.
local last, passed_ms = unpack(ARGV)
local TOLERANCE_MS = 1000
local now = now_ms()
redis.call('SET', KEY.TIME, now) -- fails while the disk is full
local lost = last ~= '' and math.abs(now - last - passed_ms) > TOLERANCE_MS
local all = redis.call('ZRANGE', KEY.RUNNING, 0, -1, 'WITHSCORES')
for at = 1, #all, 2 do
  local its = redis.call('HMGET', KEY.SUBMISSION .. all[at], 'lease', 'token')
  local its_ms = tonumber(its[1]) -- none: of an earlier version
  local held = its[2] ~= ''
  if its_ms and (lost and held or tonumber(all[at + 1]) > now + its_ms) then
    redis.call('ZADD', KEY.RUNNING, now + its_ms, all[at])
  end
end
return now
