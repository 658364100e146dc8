package dev.freshet.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands before nodes as a load balancer does: a new connection goes to the node with the fewest
 * among those whose {@code /ready} answers 200.
 */
public final class ReadyBalancer implements AutoCloseable {
  private static final int CHECK_MILLIS = 50;

  private final ServerSocket listening;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Backend> backends = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService checks = Executors.newSingleThreadScheduledExecutor();

  /** A node behind it. */
  private static final class Backend {
    final int port;
    final Set<Socket> open = ConcurrentHashMap.newKeySet();
    volatile boolean ready = true;

    Backend(int port) {
      this.port = port;
    }
  }

  /** Listens on a free port, with no node behind it yet. */
  public ReadyBalancer() throws IOException {
    listening = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(this::accept);
    var _ =
        checks.scheduleWithFixedDelay(
            () -> backends.forEach(this::check), 0, CHECK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** From now on connections go to this node, too. */
  public void add(int port) {
    backends.add(new Backend(port));
  }

  public int port() {
    return listening.getLocalPort();
  }

  private void check(Backend backend) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + backend.port + "/ready"))
            .timeout(Duration.ofSeconds(5));
    try {
      backend.ready = http.send(request.build(), BodyHandlers.ofString()).statusCode() == 200;
    } catch (IOException e) {
      backend.ready = false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        Thread.startVirtualThread(() -> connect(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void connect(Socket client) {
    Backend backend = choose(client);
    try (client;
        var server = new Socket()) {
      if (backend == null) {
        return;
      }
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), backend.port));
      Thread up = Thread.startVirtualThread(() -> pump(client, server));
      pump(server, client);
      up.join();
    } catch (IOException e) {
      // Either side is gone, and so is the other.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (backend != null) {
        backend.open.remove(client);
      }
    }
  }

  /** One at a time, so that each sees whom the one before chose. */
  private synchronized @Nullable Backend choose(Socket client) {
    Backend chosen =
        backends.stream()
            .filter(backend -> backend.ready)
            .min(Comparator.comparingInt(backend -> backend.open.size()))
            .orElse(null);
    if (chosen != null) {
      chosen.open.add(client);
    }
    return chosen;
  }

  private static void pump(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
      to.shutdownOutput();
    } catch (IOException e) {
      end(from);
      end(to);
    }
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone already.
    }
  }

  @Override
  public void close() throws IOException {
    checks.shutdownNow();
    listening.close();
    backends.forEach(backend -> backend.open.forEach(ReadyBalancer::end));
    http.close();
  }
}
