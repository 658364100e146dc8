package dev.freshet.redis.link;

import dev.freshet.cluster.Health;
import dev.freshet.metrics.Incident;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of a script, until it has an answer: it follows a slot that moves, and tells the script
 * to a server that does not know it. On whatever thread the last answer came.
 */
final class Attempt implements BiConsumer<List<Object>, Throwable> {
  private static final long PAUSE_MILLIS = 50;
  private static final Incident FAILURE =
      new Incident(
          System.getLogger(Attempt.class.getName()),
          System.Logger.Level.ERROR,
          "redis did not run a script");

  private final Shards shards;
  private final int bucket;
  private final Script script;
  private final String[] keys;
  private final LifeArgs args;
  private final CompletableFuture<List<Object>> answer = new CompletableFuture<>();
  private final long deadline;
  private @Nullable Shard shard;
  private @Nullable Link link;

  Attempt(Shards shards, int bucket, Script script, List<String> keys, LifeArgs args) {
    this.shards = shards;
    this.bucket = bucket;
    this.script = script;
    this.keys = keys.toArray(String[]::new);
    this.args = args;
    this.deadline = System.nanoTime() + shards.settings().commandTimeout().toNanos();
  }

  CompletionStage<List<Object>> begin() {
    go();
    return answer;
  }

  private void go() {
    Link to = choose();
    if (to != null) {
      shards.numbers().command();
      to.run(script, keys, args(to)).whenComplete(this);
    }
  }

  private byte[][] args(Link to) {
    return args.of(to.identity().life(), shards.lives());
  }

  private @Nullable Link choose() {
    shard = shards.shard(bucket);
    link = shard == null ? null : shard.link();
    if (link == null) {
      shards.numbers().failure(Faults.Kind.GONE);
      String name = shard == null ? "(nobody keeps the channel)" : shard.server().name();
      answer.completeExceptionally(Faults.refused(name, Faults.Kind.GONE));
    } else if (link.underWay() >= shards.settings().commandsMax()) {
      answer.completeExceptionally(
          new Refused(Problem.OVERLOADED, "too many commands wait for Redis"));
      link = null;
    }
    return link;
  }

  @Override
  public void accept(List<Object> done, Throwable failure) {
    if (failure == null) {
      answer.complete(done);
      return;
    }
    Faults.Kind kind = Faults.kind(failure);
    switch (kind) {
      case NO_SCRIPT -> teach();
      case MOVED -> {
        shards.topology().refresh();
        again(kind);
      }
      case TRY_AGAIN -> again(kind);
      case ASK -> ask(failure);
      default -> fail(kind, failure);
    }
  }

  private void teach() {
    Link to = link;
    if (to != null) {
      to.teach(script, keys, args(to)).whenComplete(this);
    }
  }

  private void again(Faults.Kind kind) {
    if (System.nanoTime() + PAUSE_MILLIS * 1_000_000 > deadline) {
      shards.numbers().failure(kind);
      answer.completeExceptionally(Faults.refused(name(), kind));
      return;
    }
    shards.numbers().redirect();
    CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS).execute(this::go);
  }

  private void ask(Throwable failure) {
    String target = Faults.target(failure);
    Shard other = target == null ? null : shards.named(target);
    Link to = other == null ? null : other.link();
    if (to == null || System.nanoTime() > deadline) {
      shards.topology().refresh();
      again(Faults.Kind.ASK);
      return;
    }
    shards.numbers().redirect();
    to.ask(script, keys, args(to)).whenComplete(this);
  }

  private void fail(Faults.Kind kind, Throwable failure) {
    Link to = link;
    if (kind == Faults.Kind.READ_ONLY && shard != null && to != null) {
      shard.suspect(to, Health.State.READ_ONLY, "it is a replica");
    } else if (kind == Faults.Kind.ERROR) {
      FAILURE.happened(failure);
    }
    shards.numbers().failure(kind);
    answer.completeExceptionally(Faults.refused(name(), kind));
  }

  private String name() {
    Shard at = shard;
    return at == null ? "" : at.server().name();
  }
}
