-- A submission takes over report, verdict and version of its shadow, which is forgotten; what it had stays in its history.
-- Only if it is as it was when it was chosen. Doing it again for the same rejudge changes nothing.
local id, attempt, shadow, rejudge = unpack(ARGV)
local key, aside = KEY.SUBMISSION .. id, KEY.SUBMISSION .. shadow
local now = redis.call('HMGET', key, 'state', 'attempt', 'rejudges', 'verdict', 'version', 'report', 'earlier',
  'organisation')
local rejudges = now[3] or ''
if (' ' .. rejudges .. ' '):find(' ' .. rejudge .. ' ', 1, true) then
  return 'done'
end
if now[1] ~= 'finished' or now[2] ~= attempt then
  return 'changed'
end
local new = redis.call('HMGET', aside, 'state', 'verdict', 'report', 'outcome', 'version', 'package', 'needs', 'started',
  'finished')
if new[1] ~= 'finished' or not new[3] or new[2] == 'judge_error' then
  return 'lost'
end

redis.call('HSET', key, 'earlier:' .. attempt, now[5] .. ' ' .. rejudge .. ' ' .. now_ms() .. '\n' .. now[6],
  'earlier', ((now[7] or '') .. ' ' .. attempt):match('^%s*(.*)$'))
redis.call('HSET', key, 'attempt', attempt + 1, 'first', attempt + 1, 'token', '',
  'rejudges', (rejudges .. ' ' .. rejudge):match('^%s*(.*)$'),
  'verdict', new[2], 'report', new[3], 'outcome', new[4], 'version', new[5], 'package', new[6], 'needs', new[7],
  'started', new[8], 'finished', new[9])
unindex('verdict:' .. now[4], id)
index('verdict:' .. new[2], id)
enter(id, 'finished', new[2])
tell('submission.finished', now[8], 'submission', id, 'attempt', attempt + 1, 'verdict', new[2])
forget(shadow)
return 'done'
