-- A new round of attempts on the batch queue. The old report stays until a new one replaces it, but the submission is
-- not listed under its verdict meanwhile: it has none. A retry after a lost answer finds its own token, and is answered
-- as the first time.
local id, token = unpack(ARGV)
local key = KEY.SUBMISSION .. id
local now = redis.call('HMGET', key, 'state', 'attempt', 'verdict', 'owner', 'organisation', 'rejudged')
if not now[1] then
  return {'missing'}
end
if now[6] == token then
  return {'ok', record(id)}
end
if now[1] ~= 'finished' and now[1] ~= 'cancelled' then
  return {'conflict', now[1]}
end
if now[3] then
  unindex('verdict:' .. now[3], id)
end
redis.call('PERSIST', key)
redis.call('HDEL', key, 'trouble', 'broken', 'spared', 'orphaned')
redis.call('PERSIST', KEY.EVENTS .. id)
redis.call('ZREM', KEY.EXPIRY, id)
redis.call('HSET', key, 'token', '', 'first', now[2] + 1, 'rejudged', token)
requeue(id, 'batch', next_tag('batch', payer(now[4], now[5])))
return {'ok', record(id)}
