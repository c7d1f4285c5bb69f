/**
 * KEYS: the counter, then the locks; ARGV: owner, ttl in ms. Answers {1, token}, or {0, index of the lock, its owner}.
 *
 * The token is at least the time in microseconds, so that it goes on increasing when Redis comes back without its
 * data; it stays below 2^53.
 */
export const ACQUIRE = `
local token
local whole = true
for i = 2, #KEYS do
  local held = redis.call('HMGET', KEYS[i], 'owner', 'token')
  if held[1] and held[1] ~= ARGV[1] then return {0, i - 2, held[1]} end
  if not held[2] or (token and token ~= held[2]) then whole = false end
  token = token or held[2]
end
if not (whole and token) then
  local time = redis.call('TIME')
  local last = tonumber(redis.call('GET', KEYS[1]) or '0')
  token = string.format('%.0f', math.max(last + 1, time[1] * 1000000 + time[2]))
  redis.call('SET', KEYS[1], token)
end
for i = 2, #KEYS do
  redis.call('HSET', KEYS[i], 'owner', ARGV[1], 'token', token)
  redis.call('PEXPIRE', KEYS[i], ARGV[2])
end
return {1, token}`;

/** KEYS: the locks; ARGV: owner, token, ttl in ms. Answers 1 when all are still held, and holds them for longer. */
export const RENEW = `
for i = 1, #KEYS do
  local held = redis.call('HMGET', KEYS[i], 'owner', 'token')
  if held[1] ~= ARGV[1] or held[2] ~= ARGV[2] then return 0 end
end
for i = 1, #KEYS do redis.call('PEXPIRE', KEYS[i], ARGV[3]) end
return 1`;

/** KEYS: the locks; ARGV: owner. Answers how many were the owner's. */
export const RELEASE = `
local released = 0
for i = 1, #KEYS do
  if redis.call('HGET', KEYS[i], 'owner') == ARGV[1] then released = released + redis.call('DEL', KEYS[i]) end
end
return released`;
