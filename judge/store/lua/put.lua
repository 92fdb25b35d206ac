-- A thing on its shelf: a new one (revision 0), or the next revision of one that nobody has changed since it was read.
-- The lists that it is in come last. A retry after a lost answer finds its own data there, and counts as done.
local kind, id, revision, forget_ms, data = unpack(ARGV, 1, 5)
local key = KEY.THING .. kind .. ':' .. id
local was = redis.call('HMGET', key, 'revision', 'data', 'lists')
if tonumber(was[1] or 0) ~= tonumber(revision) then
  return (tonumber(was[1] or 0) == revision + 1 and was[2] == data) and 1 or 0
end
for name in (was[3] or ''):gmatch('%S+') do
  redis.call('ZREM', KEY.SHELF .. kind .. ':' .. name, id)
end
for at = 6, #ARGV do
  redis.call('ZADD', KEY.SHELF .. kind .. ':' .. ARGV[at], 0, id)
end
redis.call('HSET', key, 'revision', revision + 1, 'data', data, 'lists', table.concat(ARGV, ' ', 6))
if tonumber(forget_ms) > 0 then
  redis.call('PEXPIREAT', key, forget_ms)
end
return 1
