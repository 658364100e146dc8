-- What the nodes know together of the channels of one bucket: counts, members, and the events that
-- webhooks are to be told of. Every call is one step, so whatever it decides is decided once.
--
-- The keys below have the bucket's hash tag, and so are in its slot. Which of them a call touches it
-- finds out itself; named are the marker, KEYS[1], and one that never is, KEYS[2]: with these two a
-- cluster that moves the slot says TRYAGAIN, so that no call sees half of the keys.
-- Nodes of neighbouring releases work on the same keys: what is written differently needs another key.
-- A channel is written <app> NUL <name>, a seat <connection> NUL <channel>.
--
--   occupied      hash      channel -> subscribers over all nodes
--   names         zset      the same channels by name, for lists
--   own:<lease>   hash      channel -> subscribers of one node, and whether webhooks want to know
--   who:<lease>   hash      seat -> whether webhooks want to know, and the member
--   m:<channel>   hash      member -> connections over all nodes ":" form and bytes of the info
--   version       string    of the last change of members; grows across the loss of all data
--   seq           hash      lease -> number of its last call
--   leases        set       those that may have something here
--   dead          zset      lease -> when it was found dead: what it still sends is not taken
--   life          string    which life of the data this is
--   restoring     string    there while nodes write anew what was lost
--   held          zset      ends that may be taken back -> when they are told
--   outbox        stream    events that a webhook was not told of yet
--   owner         string    the lease of the node that tells them, while there are any
local base = string.sub(KEYS[1], 1, -5)
local bucket = string.sub(base, 1, -3)
local totals, names, leases = base .. 'occupied', base .. 'names', base .. 'leases'
local held, outbox, owner = base .. 'held', base .. 'outbox', base .. 'owner'
local call = redis.call

local at = 1
local function take()
  at = at + 1
  return ARGV[at - 1]
end

local mode = take()
local lease = take()
local clock = call('TIME')
local micros = clock[1] * 1000000 + clock[2]
local now = math.floor(micros / 1000)

-- What deciding needs; read by the modes that decide.
local silent, delay, most, publish, seed = false, 0, 0, '', ''
local told, dropped = 0, 0

local function read_policy()
  delay, most, publish, seed = tonumber(take()), tonumber(take()), take(), take()
end

local function whole(number)
  return string.format('%.0f', number)
end

local function tell(kind, channel, user)
  if call('XLEN', outbox) >= most then
    dropped = dropped + call('XTRIM', outbox, 'MAXLEN', most - 1)
  end
  told = told + 1
  call('XADD', outbox, '*', 'i', seed .. told, 'k', kind, 'c', channel, 'u', user, 't', whole(now))
end

local function matter(kind, channel, user)
  return user == '' and kind .. channel or kind .. channel .. '\0' .. user
end

-- Something began. An end that is still held is taken back, and neither has happened.
local function begins(kind, ending, channel, user, wanted)
  if silent then return end
  local back = delay > 0 and call('ZREM', held, matter(ending, channel, user)) or 0
  if wanted and back == 0 then tell(kind, channel, user) end
end

local function ends(kind, channel, user, wanted)
  if silent or not wanted then return end
  if delay == 0 then
    tell(kind, channel, user)
  elseif call('ZCARD', held) >= most then
    dropped = dropped + 1
  else
    call('ZADD', held, 'NX', whole(now + delay), matter(kind, channel, user))
  end
end

local function field(tag, bytes)
  return struct.pack('>BI4', tag, #bytes) .. bytes
end

-- Announces a change of members to every node that listens, as dev.freshet.redis.Record has it.
local function announce(notice, channel, member, info)
  local version = math.max(tonumber(call('GET', base .. 'version') or 0) + 1, micros)
  call('SET', base .. 'version', whole(version))
  if silent then return end
  local split = string.find(channel, '\0', 1, true)
  call(publish, bucket .. 'c:' .. string.sub(channel, 1, split - 1) .. ':'
    .. string.sub(channel, split + 1),
    struct.pack('>BBI8B', 1, 1, version, 0)
      .. field(1, string.char(notice)) .. field(2, struct.pack('>I8', now))
      .. field(3, info) .. field(4, member))
end

local function set(channel, count, flag)
  local own = base .. 'own:' .. lease
  local had = tonumber(string.match(call('HGET', own, channel) or '', '^%d+') or 0)
  local before = tonumber(call('HGET', totals, channel) or 0)
  local after = math.max(0, before + count - had)
  if count == 0 then
    call('HDEL', own, channel)
  else
    call('HSET', own, channel, count .. flag)
  end
  if after == 0 then
    call('HDEL', totals, channel)
    call('ZREM', names, channel)
  else
    call('HSET', totals, channel, after)
    if before == 0 then call('ZADD', names, 0, channel) end
  end
  if before == 0 and after > 0 then
    begins('o', 'v', channel, '', flag == 'w')
  elseif before > 0 and after == 0 then
    ends('v', channel, '', flag == 'w')
  end
  return {before, after, had}
end

local function connections(present)
  return present and tonumber(string.match(present, '^%d+')) or 0
end

-- Answers the member who is gone with it; nothing when they have other connections, or had none.
local function leave(seat, channel, flag)
  local who = base .. 'who:' .. lease
  local sat = call('HGET', who, seat)
  if not sat then return nil end
  call('HDEL', who, seat)
  local member, key = string.sub(sat, 2), base .. 'm:' .. channel
  local present = call('HGET', key, member)
  local count = connections(present)
  if count > 1 then
    call('HSET', key, member, (count - 1) .. string.sub(present, string.find(present, ':', 1, true), -1))
  elseif count == 1 then
    call('HDEL', key, member)
    announce(2, channel, member, '\2null')
    ends('r', channel, member, (flag or string.sub(sat, 1, 1)) == 'w')
    return member
  end
  return nil
end

-- Answers what it came to: 0, or 1 when there is no room for a member, 2 for a connection; and
-- whether the member is new.
local function join(seat, channel, member, info, members, each, flag)
  local who, key = base .. 'who:' .. lease, base .. 'm:' .. channel
  local sat = call('HGET', who, seat)
  if sat and string.sub(sat, 2) ~= member then
    leave(seat, channel, flag)
    sat = false
  end
  local present = call('HGET', key, member)
  local count = connections(present)
  if not sat then
    if count == 0 and call('HLEN', key) >= members then return 1, 0 end
    if count >= each then return 2, 0 end
    count = count + 1
    call('HSET', who, seat, flag .. member)
  end
  call('HSET', key, member, math.max(1, count) .. ':' .. info)
  if not present then
    announce(1, channel, member, info)
    begins('a', 'r', channel, member, flag == 'w')
    return 0, 1
  end
  return 0, 0
end

-- The events that wait, when it is for this node to tell them; it is when nobody does.
local function mine()
  local waiting = call('XLEN', outbox)
  if waiting == 0 then return 0 end
  local teller = call('GET', owner)
  if not teller then
    call('SET', owner, lease)
    teller = lease
  end
  return teller == lease and waiting or 0
end

-- In how many milliseconds the next held end is to be told; -1 when none is.
local function due()
  local first = call('ZRANGE', held, 0, 0, 'WITHSCORES')
  return first[2] and math.max(0, tonumber(first[2]) - now) or -1
end

local function roster(channel)
  return {tonumber(call('GET', base .. 'version') or 0), call('HGETALL', base .. 'm:' .. channel)}
end

local modes = {}

-- Which life of the data this is. Whoever knew another finds them lost, and has them restored.
function modes.enter()
  local known, window, fresh = take(), take(), take()
  local life = call('GET', base .. 'life')
  if not life then
    life = fresh
    call('SET', base .. 'life', life)
    if known ~= '' then call('SET', base .. 'restoring', 1, 'PX', window) end
  end
  return {'ok', life, math.max(0, call('PTTL', base .. 'restoring'))}
end

-- Changes of this node's share and questions, in order. Each has one answer.
function modes.apply()
  local life, number, mute = take(), tonumber(take()), take()
  read_policy()
  silent = mute == '1'
  if call('ZSCORE', base .. 'dead', lease) then return {'dead'} end
  if call('GET', base .. 'life') ~= life then return {'lost'} end
  if tonumber(call('HGET', base .. 'seq', lease) or 0) >= number then return {'late'} end
  call('HSET', base .. 'seq', lease, number)
  call('SADD', leases, lease)
  local answers, rosters, places = {}, {}, {}
  local function roster_of(channel)
    if not places[channel] then
      places[channel] = #rosters + 1
      rosters[#rosters + 1] = channel
    end
    return places[channel] - 1
  end
  while at <= #ARGV do
    local what, channel = take(), take()
    if what == 's' then
      local count, flag = tonumber(take()), take()
      answers[#answers + 1] = set(channel, count, flag)
    elseif what == 'j' or what == 'J' then
      local seat, member, info, members, each, flag = take(), take(), take(), take(), take(), take()
      local refused, new = join(seat, channel, member, info, tonumber(members), tonumber(each), flag)
      local asked = what == 'j' and refused == 0
      answers[#answers + 1] = {refused, new, asked and roster_of(channel) or -1}
    elseif what == 'l' then
      local seat, flag = take(), take()
      answers[#answers + 1] = {leave(seat, channel, flag) and 1 or 0}
    elseif what == 'c' then
      answers[#answers + 1] = {tonumber(call('HGET', totals, channel) or 0)}
    elseif what == 'p' then
      answers[#answers + 1] = {call('HLEN', base .. 'm:' .. channel)}
    else
      answers[#answers + 1] = {roster_of(channel)}
    end
  end
  -- Once a channel, after all changes: a roster with its version tells which notices it has.
  for i, channel in ipairs(rosters) do rosters[i] = roster(channel) end
  return {'ok', answers, rosters, mine(), due(), dropped}
end

-- The channels of an app by name, from a name on.
function modes.list()
  local low, high, limit = take(), take(), take()
  local found = call('ZRANGEBYLEX', names, low, high, 'LIMIT', 0, limit)
  local counts = #found > 0 and call('HMGET', totals, unpack(found)) or {}
  return {'ok', found, counts}
end

-- What the data have of this node, and which other nodes they have something of.
function modes.share()
  -- What was sent before and comes late would undo what follows from this answer.
  call('HSET', base .. 'seq', lease, take())
  return {'ok', call('GET', base .. 'life') or '', call('HGETALL', base .. 'own:' .. lease),
    call('HGETALL', base .. 'who:' .. lease), call('SMEMBERS', leases), mine(), due()}
end

-- Tells the held ends whose time has come; all of them when this node is the last.
function modes.release()
  read_policy()
  local till = take()
  local ready = call('ZRANGEBYSCORE', held, '-inf', till == '' and whole(now) or till, 'LIMIT', 0, 200)
  for _, one in ipairs(ready) do
    call('ZREM', held, one)
    local kind, rest = string.sub(one, 1, 1), string.sub(one, 2)
    local split = kind == 'r' and string.find(rest, '\0', string.find(rest, '\0', 1, true) + 1, true)
    if split then
      tell(kind, string.sub(rest, 1, split - 1), string.sub(rest, split + 1))
    else
      tell(kind, rest, '')
    end
  end
  return {'ok', mine(), due(), dropped}
end

-- Takes a part of a dead node's share away, and what it had to tell.
function modes.sweep()
  local me, number = lease, tonumber(take())
  read_policy()
  lease = take()
  if call('ZADD', base .. 'dead', 'NX', whole(now), lease) == 1 then
    call('ZREMRANGEBYSCORE', base .. 'dead', '-inf', whole(now - 86400000))
  end
  local swept, left, counts = 0, {}, {}
  local seats = call('HRANDFIELD', base .. 'who:' .. lease, number, 'WITHVALUES')
  for i = 1, #seats, 2 do
    local seat = seats[i]
    local channel = string.sub(seat, string.find(seat, '\0', 1, true) + 1)
    local gone = leave(seat, channel)
    if gone then left[#left + 1] = {channel, gone} end
    swept = swept + 1
  end
  if #seats == 0 then
    local own = call('HRANDFIELD', base .. 'own:' .. lease, number, 'WITHVALUES')
    for i = 1, #own, 2 do
      local change = set(own[i], 0, string.sub(own[i + 1], -1))
      counts[#counts + 1] = {own[i], change[1], change[2]}
      swept = swept + 1
    end
    if #own == 0 then
      call('SREM', leases, lease)
      call('HDEL', base .. 'seq', lease)
    end
  end
  if call('GET', owner) == lease then call('SET', owner, me) end
  lease = me
  return {'ok', swept, left, counts, mine(), due(), dropped}
end

-- The events after one, when it is this node that tells them.
function modes.pull()
  local after, number = take(), take()
  if call('GET', owner) ~= lease then return {'ok', {}} end
  return {'ok', call('XRANGE', outbox, '(' .. after, '+', 'COUNT', number)}
end

-- These were told. The last one lets the outbox go.
function modes.ack()
  while at <= #ARGV do call('XDEL', outbox, take()) end
  local left = mine()
  if left == 0 and call('GET', owner) == lease then call('DEL', outbox, owner) end
  return {'ok', left}
end

return modes[mode]()
