-- Where each of these submissions stands.
local places = {}
for at, id in ipairs(ARGV) do
  local was = redis.call('HMGET', KEY.SUBMISSION .. id, 'queue', 'purpose', 'challenge', 'runtime')
  places[at] = was[1] and place(id, was[1], like(was[2], was[3], was[4])) or ''
end
return places
