package dev.freshet.redis.rig;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that come back on the same one. They are below those the kernel gives to
 * clients: a port of theirs could be taken while its server is down.
 */
public final class FreePort {
  private static final int FIRST = 15_000;
  private static final int LAST = 31_000;
  private static final int ATTEMPTS = 200;

  private FreePort() {}

  /** One that nobody listens on now. */
  public static int next() throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        // The next one may be free.
      }
    }
    throw new IOException("no free port from " + FIRST + " to " + LAST);
  }
}
