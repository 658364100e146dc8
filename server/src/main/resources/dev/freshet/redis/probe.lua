#!lua
-- A probe takes the way of a publication: it writes, then publishes.
-- KEYS: a key, which is the Redis channel as well. ARGV: the command that publishes, the probe.
redis.call('SET', KEYS[1], ARGV[2], 'PX', 60000)
redis.call(ARGV[1], KEYS[1], ARGV[2])
return {1}
