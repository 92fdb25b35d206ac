local LONGEST_MS = 60000 -- nobody says to be alive for longer: where it seems so, the clock went back
local now = now_ms()
local alive = {}
local all = redis.call('HGETALL', KEY.WORKERS)
for at = 1, #all, 2 do
  local until_ms, description = all[at + 1]:match('^(%d+) (.*)$')
  if tonumber(until_ms) > now + LONGEST_MS then
    redis.call('HSET', KEY.WORKERS, all[at], (now + LONGEST_MS) .. ' ' .. description)
  end
  if tonumber(until_ms) > now then
    alive[#alive + 1] = description
  else
    redis.call('HDEL', KEY.WORKERS, all[at])
  end
end
return alive
