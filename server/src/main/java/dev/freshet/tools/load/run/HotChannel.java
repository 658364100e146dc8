package dev.freshet.tools.load.run;

import dev.freshet.tools.load.publish.Publish;
import dev.freshet.tools.load.publish.Publishing;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A publisher that goes on in the background until it is closed. */
final class HotChannel implements AutoCloseable {
  private static final int END_SECONDS = 12;

  private final CompletableFuture<Publish.Outcome> outcome = new CompletableFuture<>();
  private final Thread thread;

  HotChannel(Publishing publishing) {
    thread = Thread.ofPlatform().daemon().name("publisher").start(() -> run(publishing));
  }

  private void run(Publishing publishing) {
    try {
      outcome.complete(Publish.run(publishing));
    } catch (IOException | InterruptedException | RuntimeException e) {
      outcome.completeExceptionally(e);
    }
  }

  /** Ends it; what became of it, or null when it failed. */
  Publish.@Nullable Outcome end() throws IOException, InterruptedException {
    thread.interrupt();
    try {
      return outcome.get(END_SECONDS, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IOException("the publisher ended: " + e.getCause(), e);
    } catch (java.util.concurrent.TimeoutException _) {
      return null;
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
