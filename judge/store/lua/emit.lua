local id, token = ARGV[1], ARGV[2]
if not held(id, token) then
  return 0
end
for at = 3, #ARGV do
  append(id, ARGV[at])
end
ring(id)
return 1
