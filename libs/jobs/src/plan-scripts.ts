/*
 * An actor's plans are one hash: a plan's hash to `open ` or `used ` and the record as JSON. It expires with the newest
 * of them. Beside it a key for each plan names who had it made last, to tell another's plan from one that is not known.
 */

/** KEYS: the actor's plans, the plan's maker; ARGV: hash, record, now, ttl in ms, most plans, actor. */
export const REMEMBER_PLAN = `
local known = redis.call('HGETALL', KEYS[1])
local count, first, soonest = 0, nil, nil
for i = 1, #known, 2 do
  local expires = cjson.decode(string.sub(known[i + 1], 6)).expires
  if expires <= tonumber(ARGV[3]) then
    redis.call('HDEL', KEYS[1], known[i])
  elseif known[i] ~= ARGV[1] then
    count = count + 1
    if soonest == nil or expires < soonest then soonest, first = expires, known[i] end
  end
end
if count >= tonumber(ARGV[5]) then redis.call('HDEL', KEYS[1], first) end
redis.call('HSET', KEYS[1], ARGV[1], 'open ' .. ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('SET', KEYS[2], ARGV[6], 'PX', ARGV[4])
return 'remembered'`;

/** KEYS: as above; ARGV: hash, now. */
export const CLAIM_PLAN = `
local kept = redis.call('HGET', KEYS[1], ARGV[1])
if not kept then return 'expired' end
if string.sub(kept, 1, 5) == 'used ' then return 'used' end
local record = string.sub(kept, 6)
if cjson.decode(record).expires <= tonumber(ARGV[2]) then return 'expired' end
redis.call('HSET', KEYS[1], ARGV[1], 'used ' .. record)
return 'claimed'`;

/** KEYS: as above; ARGV: hash. */
export const FREE_PLAN = `
local kept = redis.call('HGET', KEYS[1], ARGV[1])
if not kept then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], 'open ' .. string.sub(kept, 6))
return 1`;
