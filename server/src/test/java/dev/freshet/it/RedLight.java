package dev.freshet.it;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands before a node and answers, while it is red, the balancer's question whether the node is
 * ready with no. Everything else passes.
 */
final class RedLight implements AutoCloseable {
  private static final byte[] NOT_READY =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket listening =
      new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final int target;
  private volatile boolean red;

  /**
   * Green, on a free port.
   *
   * @param target the port of a node that takes the PROXY protocol
   */
  RedLight(int target) throws IOException {
    this.target = target;
    Thread.startVirtualThread(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  void turn(boolean toRed) {
    red = toRed;
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        Thread.startVirtualThread(() -> relay(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void relay(Socket client) {
    open.add(client);
    try (client;
        var node = new Socket(InetAddress.getLoopbackAddress(), target)) {
      open.add(node);
      client.setTcpNoDelay(true);
      node.setTcpNoDelay(true);
      var in = new DataInputStream(client.getInputStream());
      byte[] header = in.readNBytes(16);
      boolean check = header.length == 16 && header[12] == 0x20;
      byte[] request = check ? head(in) : new byte[0];
      if (red && new String(request, StandardCharsets.US_ASCII).startsWith("GET /ready ")) {
        client.getOutputStream().write(NOT_READY);
        return;
      }
      node.getOutputStream().write(header);
      node.getOutputStream().write(request);
      Thread.startVirtualThread(() -> pump(node, client));
      in.transferTo(node.getOutputStream());
    } catch (IOException e) {
      // One side ended.
    } finally {
      open.remove(client);
    }
  }

  /** Up to the empty line; the header of a check says nothing more than the first 16 bytes. */
  private static byte[] head(DataInputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readByte());
    }
    return head.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static void pump(Socket from, Socket to) {
    try (from;
        to) {
      OutputStream out = to.getOutputStream();
      from.getInputStream().transferTo(out);
    } catch (IOException e) {
      // One side ended.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
