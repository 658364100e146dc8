package dev.freshet.tools.load.client;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** The memory that BoringSSL has from the C library. */
final class NativeHeap {
  private NativeHeap() {}

  /**
   * Gives back to the system what is free in it, see malloc_trim(3). Handshakes that were under way
   * together leave pages that the connections after them do not use. Without glibc nothing is done.
   *
   * @return whether it could be asked for
   */
  @SuppressWarnings("restricted")
  static boolean trim() {
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> trim = linker.defaultLookup().find("malloc_trim");
    if (trim.isEmpty()) {
      return false;
    }
    var type = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG);
    try {
      var _ = (int) linker.downcallHandle(trim.get(), type).invokeExact(0L);
      return true;
    } catch (Throwable e) {
      throw new IllegalStateException("malloc_trim", e);
    }
  }
}
