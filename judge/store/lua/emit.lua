local id, token = ARGV[1], ARGV[2]
if not held(id, token) then
  return 0
end
append_new(id, token, 3)
ring(id)
return 1
