-- A challenge version: the latest one if it has this content, or else the next number.
local challenge, package, files = unpack(ARGV)
local latest = redis.call('HGET', KEY.LATEST, challenge)
local number = 0
if latest then
  local was
  number, was = latest:match('^(%d+) (%S+)')
  if was == package then
    return latest
  end
end
local version = (number + 1) .. ' ' .. package .. ' ' .. now_ms()
redis.call('SET', KEY.PACKAGE .. package, files)
redis.call('HSET', KEY.LATEST, challenge, version)
redis.call('HSET', KEY.VERSIONS .. challenge, number + 1, package)
return version
