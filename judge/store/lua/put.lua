-- A thing on its shelf: a new one (revision 0), or the next revision of one that nobody has changed since it was read.
-- The lists that it is in come last. A retry after a lost answer finds its own token there, and counts as done.
local kind, id, revision, token, data = unpack(ARGV, 1, 5)
local key = KEY.THING .. kind .. ':' .. id
local was = redis.call('HMGET', key, 'revision', 'token', 'lists')
if tonumber(was[1] or 0) ~= tonumber(revision) then
  return (tonumber(was[1] or 0) == revision + 1 and was[2] == token) and 1 or 0
end
for name in (was[3] or ''):gmatch('%S+') do
  redis.call('ZREM', KEY.SHELF .. kind .. ':' .. name, id)
end
for at = 6, #ARGV do
  redis.call('ZADD', KEY.SHELF .. kind .. ':' .. ARGV[at], 0, id)
end
redis.call('HSET', key, 'revision', revision + 1, 'token', token, 'data', data, 'lists', table.concat(ARGV, ' ', 6))
return 1
