-- Make a version the current one. With a token that happens once: whoever carries on after a killed one cannot undo what
-- people did since. And it does not replace a newer version that went live after this one's check began (over).
local challenge, number, version, token, over = unpack(ARGV)
if token ~= '' then
  if redis.call('HSETNX', KEY.LIVE .. challenge, token, 1) == 0 then
    return 0
  end
  local now = redis.call('HGET', KEY.LATEST, challenge)
  local current = now and tonumber(now:match('^%d+')) or 0
  if current > tonumber(number) and current ~= tonumber(over) then
    return 0
  end
end
redis.call('HSET', KEY.LATEST, challenge, version)
return 1
