-- Newest first: walk the smallest index that applies, keep what is in the others too. Looks at a bounded number, so a
-- page may be short and still have a cursor.
local cursor, limit = ARGV[1], tonumber(ARGV[2])
local LOOKED_AT = 5000
local indexes = {}
for at = 3, #ARGV do
  indexes[at - 2] = KEY.INDEX .. ARGV[at]
end
table.sort(indexes, function(a, b) return redis.call('ZCARD', a) < redis.call('ZCARD', b) end)

local function in_the_others(id)
  for at = 2, #indexes do
    if not redis.call('ZSCORE', indexes[at], id) then
      return false
    end
  end
  return true
end

local records = {}
local told = '' -- the last id of those found: what else was looked at may be somebody else's, and is not told
local looked = 0
local from = cursor == '' and '+' or '(' .. cursor
while looked < LOOKED_AT do
  local ids = redis.call('ZRANGE', indexes[1], from, '-', 'BYLEX', 'REV', 'LIMIT', 0, limit + 1)
  for _, id in ipairs(ids) do
    if in_the_others(id) then
      local found = record(id)
      if found[1] then
        if #records == limit then
          return {told, records}
        end
        records[#records + 1] = found
        told = id
      end
    end
    cursor = id
  end
  if #ids <= limit then
    return {'', records}
  end
  looked = looked + #ids
  from = '(' .. cursor
end
-- An id that nobody has, between the last one looked at and the last one told: the highest of its millisecond.
local between = cursor:sub(1, 10) .. string.rep('Z', 16)
return {told ~= '' and told < between and told or between, records}
