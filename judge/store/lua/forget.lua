local kind, id = unpack(ARGV)
local key = KEY.THING .. kind .. ':' .. id
for name in (redis.call('HGET', key, 'lists') or ''):gmatch('%S+') do
  redis.call('ZREM', KEY.SHELF .. kind .. ':' .. name, id)
end
redis.call('DEL', key)
return 1
