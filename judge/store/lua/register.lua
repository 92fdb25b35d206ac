-- A challenge version: the one that has this content, or else the next number. The first to come has the challenge's id;
-- to others it is taken. What comes from a folder goes live in the same step, if the folder has changed since last time.
local challenge, package, organisation, from_folder, files = unpack(ARGV)
local owner = redis.call('HGET', KEY.OWNERS, challenge)
if not owner then -- versions of before there were owners belong to nobody
  owner = redis.call('HEXISTS', KEY.LATEST, challenge) == 1 and '' or organisation
end
if owner ~= organisation then
  return {'taken', owner}
end
redis.call('HSET', KEY.OWNERS, challenge, owner)

local number, made, newest = 0, '', 0
local all = redis.call('HGETALL', KEY.VERSIONS .. challenge)
for at = 1, #all, 2 do
  local each = tonumber(all[at])
  local was, ms = all[at + 1]:match('^(%S+) ?(%d*)$')
  if was == package and each > number then
    number, made = each, ms
  end
  newest = math.max(newest, each)
end
if number == 0 then
  number = newest + 1
  redis.call('SET', KEY.PACKAGE .. package, files)
end
if made == '' then -- a new one, or one of before this was kept for all
  local current = redis.call('HGET', KEY.LATEST, challenge) or ''
  made = current:match('^' .. number .. ' %S+ (%d+)') or now_ms()
  redis.call('HSET', KEY.VERSIONS .. challenge, number, package .. ' ' .. made)
end
local version = number .. ' ' .. package .. ' ' .. made .. ' ' .. owner
if from_folder == '1' and redis.call('HGET', KEY.FOLDERS, challenge) ~= version then
  redis.call('HSET', KEY.FOLDERS, challenge, version)
  redis.call('HSET', KEY.LATEST, challenge, version)
end
return {'version', version}
