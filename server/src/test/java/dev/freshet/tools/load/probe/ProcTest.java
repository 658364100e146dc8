package dev.freshet.tools.load.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.tools.proc.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcTest {
  @TempDir Path root;

  private Proc proc;

  @BeforeEach
  void make() {
    proc = new Proc(new Root(root));
  }

  private void file(String name, String text) throws IOException {
    Path file = root.resolve("proc").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void whatIsNotThereIsEmptyAndNoGuess() {
    assertThat(proc.slab()).isEmpty();
    assertThat(proc.busyNanos()).isEmpty();
    assertThat(proc.socketBufferBytes()).isEmpty();
    assertThat(proc.listener(80)).isEmpty();
    assertThat(proc.listens()).isEqualTo(new Proc.Listens(0, 0));
  }

  @Test
  void listenCountersAreFoundByTheirNames() throws IOException {
    file(
        "net/netstat",
        """
        TcpExt: A ListenOverflows B ListenDrops
        TcpExt: 1 20 3 40
        IpExt: A
        IpExt: 9
        """);
    assertThat(proc.listens()).isEqualTo(new Proc.Listens(20, 40));
    assertThat(proc.listens().since(new Proc.Listens(5, 6))).isEqualTo(new Proc.Listens(15, 34));
  }

  @Test
  void slabAndSocketsAreRead() throws IOException {
    file(
        "slabinfo",
        """
        slabinfo - version: 2.1
        # name <active_objs>
        TCPv6   100 120 2496 13 8 : tunables
        """);
    file(
        "net/sockstat",
        """
        sockets: used 9
        TCP: inuse 1 orphan 0 tw 5 alloc 33 mem 2
        """);
    assertThat(proc.slab()).containsOnly(java.util.Map.entry("TCPv6", 249_600L));
    assertThat(proc.sockets()).hasValue(33);
    assertThat(proc.socketBufferBytes()).hasValue(8192);
  }

  @Test
  void whoListensIsFoundByTheSocketOfThePort() throws IOException {
    file(
        "net/tcp6",
        """
          sl  local_address remote_address st
           0: 00000000:1F90 00000000:0000 01 0:0 0:0 0 0 0 111
           1: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 4711 1
        """);
    Files.createDirectories(root.resolve("proc/12/fd"));
    Files.createSymbolicLink(root.resolve("proc/12/fd/3"), Path.of("socket:[9]"));
    Files.createDirectories(root.resolve("proc/34/fd"));
    Files.createSymbolicLink(root.resolve("proc/34/fd/5"), Path.of("socket:[4711]"));
    assertThat(proc.listener(8080)).hasValue(34);
    assertThat(proc.listener(8081)).isEmpty();
  }

  @Test
  void whatWaitsForThePeersIsSummedUp() throws IOException {
    file(
        "net/tcp",
        """
          sl
           0: 0100007F:1F90 0100007F:AAAA 01 00000010:00000001 x
           1: 0100007F:1F90 0100007F:AAAB 01 000000FF:00000000 x
           2: 0100007F:AAAA 0100007F:1F90 01 00001000:00000000 x
        """);
    assertThat(proc.queuedBytes(8080)).isEqualTo(16 + 255);
  }

  @Test
  void aJvmsOwnFiguresAreRead() {
    var heap =
        Jvm.heap(
            """
             num     #instances         #bytes  class name
               1:          2000         96000  [B (java.base@25)
               2:            10           480  dev.freshet.net.Connection
            Total          2010         96480
            """);
    assertThat(heap.bytes()).isEqualTo(96_480);
    assertThat(heap.byClass()).containsEntry("dev.freshet.net.Connection", 480L);
    assertThat(
            Jvm.nativeMemory(
                """
                Total: reserved=1KB, committed=2KB

                -                 Java Heap (reserved=100KB, committed=64KB)
                -                    Thread (reserved=9KB, committed=8KB)
                """))
        .containsEntry("Java Heap", 65_536L)
        .containsEntry("Thread", 8_192L);
  }
}
