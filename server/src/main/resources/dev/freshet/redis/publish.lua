#!lua
-- Gives a publication its place, keeps it and publishes it, as one step. The first line has Redis refuse it whole
-- when no memory is left.
-- KEYS: the channel's position, its stream, its Redis channel, and the idempotency key if there is one.
-- ARGV: 1 the command that publishes, 2 the life of this server, 3 the lives of all masters,
--       4 an epoch in case one begins, 5 the fields of the record, 6 how many are kept,
--       7 for how long this one, 8 for how long the position, 9 for how long the idempotency key (ms).
-- Returns: 1 and the epoch and offset; 0 and "epoch:offset" of the first with the same key.
local key = KEYS[4]
if key then
  local first = redis.call('GET', key)
  if first then
    return {0, first}
  end
end

-- e epoch, o offset, l the life it was written in, x the latest expiry, m whether expiries are mixed
local kept = redis.call('HMGET', KEYS[1], 'e', 'o', 'l', 'x', 'm')
local epoch, offset, life, latest, mixed = kept[1], tonumber(kept[2] or 0), kept[3], tonumber(kept[4] or 0), kept[5]
if not epoch or (life ~= ARGV[2] and not string.find(ARGV[3], life, 1, true)) then
  -- Nothing is known, or it came from a server whose last writes may be missing: another epoch begins.
  redis.call('DEL', KEYS[1], KEYS[2])
  epoch, offset, latest, mixed = ARGV[4], 0, 0, nil
end
offset = offset + 1

local time = redis.call('TIME')
local expiry = time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[7])
if expiry < latest then
  mixed = '1'
else
  latest = expiry
end
redis.call('HSET', KEYS[1], 'e', epoch, 'o', string.format('%.0f', offset), 'l', ARGV[2],
  'x', string.format('%.0f', latest), 'm', mixed or '0')
redis.call('PEXPIRE', KEYS[1], ARGV[8])
redis.call('XADD', KEYS[2], 'MAXLEN', '=', ARGV[6], string.format('%.0f-%.0f', offset, expiry), 'r', ARGV[5])
redis.call('PEXPIREAT', KEYS[2], string.format('%.0f', latest))
if key then
  redis.call('SET', key, epoch .. ':' .. string.format('%.0f', offset), 'PX', ARGV[9])
end
redis.call(ARGV[1], KEYS[3], struct.pack('>BBI8B', 1, 1, offset, #epoch) .. epoch .. ARGV[5])
return {1, epoch, offset}
