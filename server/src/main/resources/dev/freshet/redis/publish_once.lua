#!lua
-- Publishes what is not kept, unless its idempotency key is known.
-- KEYS: the idempotency key, the Redis channel.
-- ARGV: the command that publishes, the record, for how long the key is known (ms).
-- Returns: whether it was published.
if not redis.call('SET', KEYS[1], '', 'PX', ARGV[3], 'NX') then
  return {0}
end
redis.call(ARGV[1], KEYS[2], ARGV[2])
return {1}
