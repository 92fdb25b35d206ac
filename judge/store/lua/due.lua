-- A thing is due in its lane at a time, or (no time) not any more. A lane stands in the list of lanes by its first one.
local schedule, lane, id, at_ms = unpack(ARGV)
local things, lanes = KEY.LANE .. schedule .. ':' .. lane, KEY.LANES .. schedule
if at_ms == '' then
  redis.call('ZREM', things, id)
else
  redis.call('ZADD', things, at_ms, id)
end
local first = redis.call('ZRANGE', things, 0, 0, 'WITHSCORES')
if first[1] then
  redis.call('ZADD', lanes, first[2], lane)
else
  redis.call('ZREM', lanes, lane)
end
return 1
