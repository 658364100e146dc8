package dev.freshet.tools.load.probe;

import dev.freshet.tools.proc.ServerProcess;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a server's process and the kernel hold at one time; bytes, and what cannot be read is empty.
 *
 * @param heap what lives in a JVM's heap after a collection
 * @param nativeMemory committed bytes by kind, where the JVM tracks them
 * @param slab bytes of the kernel's objects by cache
 * @param sockets TCP sockets of the machine
 * @param socketBuffers bytes in all TCP sockets' buffers
 * @param queued bytes that wait in the kernel for the server's clients to take them
 */
public record Footprint(
    OptionalLong rss,
    OptionalLong pss,
    OptionalLong threads,
    OptionalLong files,
    Optional<Jvm.Heap> heap,
    Map<String, Long> nativeMemory,
    Map<String, Long> slab,
    OptionalLong sockets,
    OptionalLong socketBuffers,
    long queued) {

  /**
   * Looks now.
   *
   * @param port the server's
   * @param collect whether to collect a JVM's garbage and count its heap; what is resident is read
   *     before
   */
  public static Footprint of(ServerProcess process, Proc proc, int port, boolean collect)
      throws InterruptedException {
    OptionalLong rss = process.resident();
    OptionalLong pss = process.proportional();
    Map<String, Long> slab = proc.slab();
    OptionalLong sockets = proc.sockets();
    OptionalLong buffers = proc.socketBufferBytes();
    long queued = proc.queuedBytes(port);
    boolean java = process.program().equals("java");
    var jvm = new Jvm(process.pid());
    return new Footprint(
        rss,
        pss,
        process.threads(),
        process.descriptors(),
        collect && java ? jvm.liveHeap() : Optional.empty(),
        collect && java ? jvm.nativeMemory() : Map.of(),
        slab,
        sockets,
        buffers,
        queued);
  }
}
