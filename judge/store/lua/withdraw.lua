-- No version is current any more; the challenge's id stays with whose it is.
local challenge, owner = unpack(ARGV)
redis.call('HSETNX', KEY.OWNERS, challenge, owner)
return redis.call('HDEL', KEY.LATEST, challenge)
