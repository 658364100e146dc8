package dev.freshet;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class after which buffers are found that nobody released. Registered for all
 * classes; a leak may have been made by a class that ran before, its stack trace says by which.
 */
public final class LeakExtension implements AfterAllCallback {
  private static final long PATIENCE_MILLIS = 1_000;

  @Override
  public void afterAll(ExtensionContext context) throws InterruptedException {
    List<String> leaks = findLeaks();
    if (!leaks.isEmpty()) {
      throw new AssertionError(leaks.size() + " buffers leaked:\n" + String.join("\n", leaks));
    }
  }

  /** Collects garbage, and has Netty look at which buffers were part of it. */
  static List<String> findLeaks() throws InterruptedException {
    ReferenceQueue<Object> queue = new ReferenceQueue<>();
    var witness = new WeakReference<>(new Object(), queue);
    System.gc();
    // Collected in the same cycle as the leaked buffers, so they are queued when it is.
    queue.remove(PATIENCE_MILLIS);
    witness.clear();
    // Netty looks at its queue whenever a buffer is made.
    UnpooledByteBufAllocator.DEFAULT.directBuffer(1).release();
    return RecordingLeakDetector.drain();
  }
}
