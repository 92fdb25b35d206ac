-- A worker takes the attempt that is next in a queue, of those whose needs it offers; the offers come last. A message only
-- says that there is something to do. Asking twice with the same token (a retry after a lost answer) gets the same twice.
-- If all that wait need something else, the answer is what the first of them needs.
local queue, worker, token, lease_ms = unpack(ARGV, 1, 4)

local offered = {}
for at = 5, #ARGV do
  offered[ARGV[at]] = true
end

local function can(needs)
  if offered['*'] then
    return true
  end
  for need in needs:gmatch('%S+') do
    if not offered[need] then
      return false
    end
  end
  return true
end

-- The first of each line that can be graded; of those, the one with the lowest tag, and of equal ones the oldest.
local function next_in_line()
  local id, tag, lacking
  for _, needs in ipairs(redis.call('SMEMBERS', KEY.LINES .. queue)) do
    if can(needs) then
      local first = redis.call('ZRANGE', KEY.LINE .. queue .. ':' .. needs, 0, 0, 'WITHSCORES')
      local its_tag = tonumber(first[2])
      if first[1] and (not id or its_tag < tag or (its_tag == tag and first[1] < id)) then
        id, tag = first[1], its_tag
      end
    else
      lacking = needs
    end
  end
  return id, tag, lacking
end

local id = redis.call('GET', KEY.CLAIM .. token)
if not (id and held(id, token)) then
  local tag, lacking
  id, tag, lacking = next_in_line()
  if not id then
    return lacking or false
  end
  local clock = KEY.CLOCK .. queue
  if tag > tonumber(redis.call('GET', clock) or 0) then
    redis.call('SET', clock, tag)
  end
  step_out(id, queue)
  redis.call('SET', KEY.CLAIM .. token, id, 'PX', lease_ms)
  redis.call('HSET', KEY.SUBMISSION .. id, 'started', now_ms(), 'token', token, 'worker', worker,
    'lease', lease_ms, 'heard', redis.call('EXISTS', KEY.HEARD .. worker))
  enter(id, 'running')
end
redis.call('ZADD', KEY.RUNNING, now_ms() + lease_ms, id)
return redis.call('HMGET', KEY.SUBMISSION .. id, 'id', 'runtime', 'package', 'files', 'attempt', 'first', 'trial', 'broken')
