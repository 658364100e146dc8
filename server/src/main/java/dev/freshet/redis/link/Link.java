package dev.freshet.redis.link;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Two connections to one life of one server: commands, and Pub/Sub. It is never repaired: when
 * either connection ends, both do, and the {@link Shard} opens another link. So whoever holds a
 * link knows which life of the server answers.
 */
final class Link implements AutoCloseable {
  private static final RedisCodec<String, byte[]> CODEC =
      RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

  /** Answers to a wrong user, a wrong password, or none. */
  private static final Pattern REFUSAL =
      Pattern.compile("WRONGPASS|NOAUTH|NOPERM|ERR AUTH|ERR invalid password");

  /** How often in a row Lettuce may lose the reason for the end of a connection. */
  private static final int REASONS_LOST = 9;

  private final StatefulRedisConnection<String, byte[]> commands;
  private final StatefulRedisPubSubConnection<String, byte[]> pubsub;
  private final Identity identity;
  private final boolean sharded;
  private final AtomicInteger underWay = new AtomicInteger();
  private final CompletableFuture<String> ended = new CompletableFuture<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  /** The Redis channel that probes are heard on; the shard's thread alone touches it. */
  private @Nullable String probeKey;

  private Link(
      StatefulRedisConnection<String, byte[]> commands,
      StatefulRedisPubSubConnection<String, byte[]> pubsub,
      Identity identity,
      boolean sharded,
      Ear ear) {
    this.commands = commands;
    this.pubsub = pubsub;
    this.identity = identity;
    this.sharded = sharded;
    mind(commands, "the connection for commands ended");
    mind(pubsub, "the connection for Pub/Sub ended");
    pubsub.addListener(new Listener(ear));
  }

  /**
   * Connects; blocks.
   *
   * @param sharded whether channels are those of sharded Pub/Sub
   * @throws IOException saying why it cannot be used
   */
  static Link open(RedisClient client, RedisURI uri, Duration timeout, boolean sharded, Ear ear)
      throws IOException, InterruptedException {
    StatefulRedisConnection<String, byte[]> commands = connect(client, uri, timeout);
    try {
      Identity identity = identity(commands, timeout);
      if (!identity.master()) {
        throw new IOException("it is a replica (expected: a master)");
      }
      return new Link(
          commands,
          get(client.connectPubSubAsync(CODEC, uri), timeout, "no connection for Pub/Sub"),
          identity,
          sharded,
          ear);
    } catch (IOException | InterruptedException | RuntimeException e) {
      var _ = commands.closeAsync();
      throw e;
    }
  }

  /** Asks a server what it is, on a connection of its own; blocks. */
  static Identity ask(RedisClient client, RedisURI uri, Duration timeout)
      throws IOException, InterruptedException {
    var connection = connect(client, uri, timeout);
    try {
      return identity(connection, timeout);
    } finally {
      var _ = connection.closeAsync();
    }
  }

  /**
   * Lettuce loses why a server ended the connection when it did so before the calling thread came
   * to ask for it: a wrong password would be one that is not there. Then it is tried again.
   */
  private static StatefulRedisConnection<String, byte[]> connect(
      RedisClient client, RedisURI uri, Duration timeout) throws IOException, InterruptedException {
    for (int left = REASONS_LOST; ; left--) {
      try {
        return get(client.connectAsync(CODEC, uri), timeout, "no connection");
      } catch (IOException e) {
        if (left == 0 || !Faults.isReasonLost(e)) {
          throw e;
        }
      }
    }
  }

  private static Identity identity(
      StatefulRedisConnection<String, byte[]> connection, Duration timeout)
      throws IOException, InterruptedException {
    return Identity.of(get(connection.async().info("everything"), timeout, "no answer to INFO"));
  }

  private static <T> T get(CompletionStage<T> stage, Duration timeout, String otherwise)
      throws IOException, InterruptedException {
    var future = stage.toCompletableFuture();
    try {
      return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      future.cancel(true);
      throw new IOException(otherwise + " within " + timeout.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      String why = Faults.reason(e.getCause());
      if (REFUSAL.matcher(why).lookingAt()) {
        throw new Unusable(why);
      }
      throw new IOException(otherwise + ": " + why, e);
    }
  }

  private void mind(StatefulConnection<?, ?> connection, String why) {
    connection.addListener(
        new RedisConnectionStateListener() {
          @Override
          public void onRedisDisconnected(RedisChannelHandler<?, ?> disconnected) {
            end(why);
          }
        });
    if (!connection.isOpen()) {
      end(why);
    }
  }

  /** Which life of which server answers. */
  Identity identity() {
    return identity;
  }

  /** Completes, with the reason, when the link is of no use any more. */
  CompletableFuture<String> ended() {
    return ended;
  }

  /** Whether probes on this Redis channel are heard; on the shard's thread. */
  boolean probedOn(String key) {
    return key.equals(probeKey);
  }

  /** Says that they are; on the shard's thread. */
  void probeOn(String key) {
    probeKey = key;
  }

  /** How many commands wait for their answers. */
  int underWay() {
    return underWay.get();
  }

  /** Runs a script that the server should know. */
  CompletionStage<List<Object>> run(Script script, String[] keys, byte[][] args) {
    return counted(commands.async().evalsha(script.digest(), ScriptOutputType.MULTI, keys, args));
  }

  /** Runs a script that it does not know; it will. */
  CompletionStage<List<Object>> teach(Script script, String[] keys, byte[][] args) {
    return counted(commands.async().eval(script.text(), ScriptOutputType.MULTI, keys, args));
  }

  /** Runs a script on a slot that is on its way to this server; nothing comes in between. */
  CompletionStage<List<Object>> ask(Script script, String[] keys, byte[][] args) {
    var asking = new AsyncCommand<>(new Command<>(CommandType.ASKING, new StatusOutput<>(CODEC)));
    var run =
        new AsyncCommand<>(
            new Command<>(
                CommandType.EVAL,
                new NestedMultiOutput<>(CODEC),
                new CommandArgs<>(CODEC)
                    .add(script.text())
                    .add(keys.length)
                    .addKeys(keys)
                    .addValues(args)));
    commands.dispatch(List.of(asking, run));
    return counted(run);
  }

  /** Publishes; the answer is how many heard it here. */
  CompletionStage<Long> publish(String channelKey, byte[] message) {
    RedisAsyncCommands<String, byte[]> to = commands.async();
    return counted(sharded ? to.spublish(channelKey, message) : to.publish(channelKey, message));
  }

  private <T> CompletionStage<T> counted(CompletionStage<T> stage) {
    underWay.incrementAndGet();
    return stage.whenComplete((done, failure) -> underWay.decrementAndGet());
  }

  /** Subscribes; in sharded Pub/Sub to channels of one slot. The ear is told of each. */
  CompletionStage<Void> subscribe(Collection<String> channelKeys) {
    String[] keys = channelKeys.toArray(String[]::new);
    return sharded ? pubsub.async().ssubscribe(keys) : pubsub.async().subscribe(keys);
  }

  /** Unsubscribes, likewise. */
  CompletionStage<Void> unsubscribe(Collection<String> channelKeys) {
    String[] keys = channelKeys.toArray(String[]::new);
    return sharded ? pubsub.async().sunsubscribe(keys) : pubsub.async().unsubscribe(keys);
  }

  /** Gives the link up. */
  void end(String why) {
    if (ended.complete(why)) {
      close();
    }
  }

  @Override
  public void close() {
    ended.complete("closed");
    if (closed.compareAndSet(false, true)) {
      var _ = commands.closeAsync();
      var _ = pubsub.closeAsync();
    }
  }

  /** Hands Pub/Sub on; a link that ended says nothing more. */
  private final class Listener extends RedisPubSubAdapter<String, byte[]> {
    private final Ear ear;

    Listener(Ear ear) {
      this.ear = ear;
    }

    @Override
    public void message(String channel, byte[] message) {
      if (!ended.isDone()) {
        ear.heard(channel, message);
      }
    }

    @Override
    public void smessage(String channel, byte[] message) {
      message(channel, message);
    }

    @Override
    public void subscribed(String channel, long count) {
      if (!ended.isDone()) {
        ear.subscribed(channel);
      }
    }

    @Override
    public void ssubscribed(String channel, long count) {
      subscribed(channel, count);
    }

    @Override
    public void sunsubscribed(String channel, long count) {
      if (!ended.isDone()) {
        ear.ended(channel);
      }
    }
  }
}
