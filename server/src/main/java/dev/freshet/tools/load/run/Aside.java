package dev.freshet.tools.load.run;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Something that is done by another thread while the watch looks on. */
final class Aside {
  private static final double LONGEST_SECONDS = 90_000;

  private Aside() {}

  /** What is done. */
  interface Work<T> {
    T run() throws IOException, InterruptedException;
  }

  /** Does it, and looks meanwhile; what came of it. */
  static <T> T run(Watch watch, Work<T> work) throws IOException, InterruptedException {
    var result = new CompletableFuture<T>();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name("aside")
            .start(() -> {
              try {
                result.complete(work.run());
              } catch (IOException | InterruptedException | RuntimeException e) {
                result.completeExceptionally(e);
              }
            });
    try {
      var _ = watch.await(LONGEST_SECONDS, moment -> result.isDone());
      return result.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } finally {
      thread.interrupt();
    }
  }
}
