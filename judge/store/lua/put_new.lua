-- New things of one kind, all of them in one step or none: the list named first still has to have as many things as
-- whoever looked at it counted. Each thing is an id, its data, and the lists it is in with spaces between. A retry after
-- a lost answer finds its own token there, and counts as done.
local kind, token, list, seen = unpack(ARGV, 1, 4)

local function key_of(at)
  return KEY.THING .. kind .. ':' .. ARGV[at]
end

if redis.call('HGET', key_of(5), 'token') == token then
  return 'done'
end
for at = 5, #ARGV, 3 do
  if redis.call('EXISTS', key_of(at)) == 1 then
    return 'there'
  end
end
if redis.call('ZCARD', KEY.SHELF .. kind .. ':' .. list) ~= tonumber(seen) then
  return 'changed'
end
for at = 5, #ARGV, 3 do
  for name in ARGV[at + 2]:gmatch('%S+') do
    redis.call('ZADD', KEY.SHELF .. kind .. ':' .. name, 0, ARGV[at])
  end
  redis.call('HSET', key_of(at), 'revision', 1, 'token', token, 'data', ARGV[at + 1], 'lists', ARGV[at + 2])
end
return 'done'
