-- Which nodes there are. The keys are those of one bucket; for KEYS see state.lua.
--
--   nodes         zset      lease -> when it was last heard of
--   since         hash      lease -> from when on it was heard of without a gap
--   records       hash      lease -> what the node says of itself
--   dying         zset      lease that lapsed -> when its reaper was last heard of
--   reapers       hash      the same -> the lease that takes its share away
--   inbox:<lease> list      what the node is asked to do
--   life          string    which life of the data this is
local base = string.sub(KEYS[1], 1, -5)
local nodes, since, records = base .. 'nodes', base .. 'since', base .. 'records'
local dying, reapers = base .. 'dying', base .. 'reapers'
local call = redis.call
local mode, lease = ARGV[1], ARGV[2]
local clock = call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

local function whole(number)
  return string.format('%.0f', number)
end

-- From here on somebody must take away what this lease has.
local function bury(dead, from)
  call('ZREM', nodes, dead)
  call('HDEL', since, dead)
  call('HDEL', records, dead)
  call('DEL', base .. 'inbox:' .. dead)
  call('ZADD', dying, whole(from), dead)
  call('HDEL', reapers, dead)
end

local modes = {}

-- Refreshes a lease, and answers with who else is there, and which shares it has to take away.
-- Whoever was not heard of itself for half a lease judges nobody before a whole one has passed:
-- it may be Redis that stood still.
function modes.beat()
  local known, fresh, span, record = ARGV[3], ARGV[4], tonumber(ARGV[5]), ARGV[6]
  local life = call('GET', base .. 'life')
  if not life then
    life = fresh
    call('SET', base .. 'life', life)
  end
  local last = call('ZSCORE', nodes, lease)
  if not last and known == life then
    -- It was there before, in these data: others have found it dead, or a server that lagged has.
    if not call('ZSCORE', dying, lease) then bury(lease, 0) end
    return {'dead', life}
  end
  local from = tonumber(call('HGET', since, lease) or now)
  if not last or now - tonumber(last) > span / 2 then from = now end
  call('HSET', since, lease, whole(from))
  call('ZADD', nodes, whole(now), lease)
  call('HSET', records, lease, record)
  if now - from >= span then
    for _, dead in ipairs(call('ZRANGEBYSCORE', nodes, '-inf', '(' .. whole(now - span))) do
      bury(dead, 0)
    end
  end
  local mine = {}
  for _, dead in ipairs(call('ZRANGE', dying, 0, -1)) do
    local reaper = call('HGET', reapers, dead)
    if reaper ~= lease and tonumber(call('ZSCORE', dying, dead)) < now - span then
      call('HSET', reapers, dead, lease)
      reaper = lease
    end
    if reaper == lease then
      call('ZADD', dying, whole(now), dead)
      mine[#mine + 1] = dead
    end
  end
  local inbox = call('LRANGE', base .. 'inbox:' .. lease, 0, -1)
  if #inbox > 0 then call('DEL', base .. 'inbox:' .. lease) end
  return {'ok', life, call('HGETALL', records), mine, inbox}
end

-- A dead lease has nothing left.
function modes.swept()
  if call('HGET', reapers, ARGV[3]) == lease then
    call('ZREM', dying, ARGV[3])
    call('HDEL', reapers, ARGV[3])
  end
  return {'ok'}
end

-- Leases that something was found of and that nobody knows.
function modes.orphans()
  for i = 3, #ARGV do
    if not call('ZSCORE', nodes, ARGV[i]) and not call('ZSCORE', dying, ARGV[i]) then
      bury(ARGV[i], 0)
    end
  end
  return {'ok'}
end

-- The node goes, and leaves what is left of its share to others.
function modes.bye()
  bury(lease, 0)
  return {'ok', call('ZCARD', nodes)}
end

-- Asks the node with this id to do something.
function modes.order()
  local to = ARGV[3] .. '.'
  for _, one in ipairs(call('ZRANGE', nodes, 0, -1)) do
    if string.sub(one, 1, #to) == to then
      if call('LLEN', base .. 'inbox:' .. one) >= 100 then return {'ok', 0} end
      call('RPUSH', base .. 'inbox:' .. one, ARGV[4])
      return {'ok', 1}
    end
  end
  return {'ok', 0}
end

return modes[mode]()
