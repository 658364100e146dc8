/**
 * Redis as a thing to measure beside: the server's process and what it counts ({@link
 * dev.freshet.bench.redis.RedisProcess}), its own load generator ({@link
 * dev.freshet.bench.redis.RedisBenchmark}), and Freshet's engine without a server around it ({@link
 * dev.freshet.bench.redis.EngineLoop}).
 */
@NullMarked
package dev.freshet.bench.redis;

import org.jspecify.annotations.NullMarked;
