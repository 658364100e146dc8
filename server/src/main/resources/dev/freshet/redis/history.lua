-- Reads a channel's history at one moment.
-- KEYS: the channel's position, its stream.
-- ARGV: 1 the life of this server, 2 the lives of all masters, 3 an epoch in case one begins,
--       4 for how long a position is kept that was used, 5 one that only was read (ms),
--       6 the epoch and 7 the offset that the reader has heard up to, 8 the most to return, 9 whether backwards,
--       10 how many of the newest are still kept, 0 for whatever is there.
--       The epoch is empty when nothing bounds the reader.
-- Returns: epoch, offset, whether all since is there, then of each publication its id "offset-expiry" and its fields.
local kept = redis.call('HMGET', KEYS[1], 'e', 'o', 'l', 'm')
local epoch, top, life, mixed = kept[1], tonumber(kept[2] or 0), kept[3], kept[4] == '1'
if not epoch or (life ~= ARGV[1] and not string.find(ARGV[2], life, 1, true)) then
  redis.call('DEL', KEYS[1], KEYS[2])
  epoch, top, mixed = ARGV[3], 0, false
  redis.call('HSET', KEYS[1], 'e', epoch, 'o', '0', 'l', ARGV[1])
elseif life ~= ARGV[1] then
  -- It has moved here whole; that its old server goes later means nothing any more.
  redis.call('HSET', KEYS[1], 'l', ARGV[1])
end
local patience = tonumber(top == 0 and ARGV[5] or ARGV[4])
if redis.call('PTTL', KEYS[1]) < patience / 2 then
  redis.call('PEXPIRE', KEYS[1], patience)
end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function offset_and_expiry(id)
  local dash = string.find(id, '-', 1, true)
  return tonumber(string.sub(id, 1, dash - 1)), tonumber(string.sub(id, dash + 1))
end

local size = tonumber(ARGV[10])
local floor = size > 0 and math.max(0, top - size) or 0
local bound, unbroken, oldest = tonumber(ARGV[7]), 1, string.format('%.0f-0', floor + 1)
if ARGV[6] ~= '' then
  if ARGV[6] == epoch and bound <= top and bound < floor then
    unbroken = 0
  elseif ARGV[6] == epoch and bound <= top then
    oldest = string.format('%.0f-0', bound + 1)
    -- What lies after the reader is whole if its first is there, unless some expire before older ones.
    local rest = redis.call('XRANGE', KEYS[2], oldest, '+', 'COUNT', mixed and 1000000 or 1)
    local alive = 0
    for _, entry in ipairs(rest) do
      local offset, expiry = offset_and_expiry(entry[1])
      if expiry > now and (mixed or offset == bound + 1) then
        alive = alive + 1
      end
    end
    local wanted = mixed and top - bound or math.min(1, top - bound)
    unbroken = alive == wanted and 1 or 0
  else
    unbroken = 0
  end
end

local answer, left = {epoch, top, unbroken}, tonumber(ARGV[8])
local from, to, command = oldest, '+', 'XRANGE'
if ARGV[9] == '1' then
  from, to, command = '+', oldest, 'XREVRANGE'
end
while left > 0 do
  local page = redis.call(command, KEYS[2], from, to, 'COUNT', left)
  for _, entry in ipairs(page) do
    local _, expiry = offset_and_expiry(entry[1])
    if expiry > now then
      answer[#answer + 1] = entry[1]
      answer[#answer + 1] = entry[2][2]
      left = left - 1
    end
    from = '(' .. entry[1]
  end
  if #page == 0 then
    break
  end
end
return answer
