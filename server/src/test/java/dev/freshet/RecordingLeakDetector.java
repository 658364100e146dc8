package dev.freshet;

import io.netty.util.ResourceLeakDetector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Netty's leak detector with a memory, so that a leak fails a test instead of being one more line
 * of output. Named in the JVM flags of the tests; Netty makes one for each kind of resource.
 */
public final class RecordingLeakDetector<T> extends ResourceLeakDetector<T> {
  private static final ConcurrentLinkedQueue<String> LEAKS = new ConcurrentLinkedQueue<>();

  /** What Netty calls. */
  public RecordingLeakDetector(Class<?> resource, int samplingInterval) {
    super(resource, samplingInterval);
  }

  /** What Netty looks for as well; the last number means nothing any more. */
  public RecordingLeakDetector(Class<?> resource, int samplingInterval, long maxActive) {
    this(resource, samplingInterval);
  }

  /** Takes the leaks found since the last call. */
  static List<String> drain() {
    List<String> found = new ArrayList<>();
    for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
      found.add(leak);
    }
    return found;
  }

  @Override
  protected boolean needReport() {
    return true;
  }

  @Override
  protected void reportTracedLeak(String resource, String records) {
    LEAKS.add(resource + " was collected without release()" + records);
  }

  @Override
  protected void reportUntracedLeak(String resource) {
    LEAKS.add(resource + " was collected without release()");
  }
}
