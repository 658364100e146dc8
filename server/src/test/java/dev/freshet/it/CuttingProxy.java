package dev.freshet.it;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Stands between a client and a server and cuts their connections after some bytes: in the middle
 * of whatever is on its way then, half of the time by a reset.
 */
final class CuttingProxy implements AutoCloseable {

  /**
   * When one connection is cut, whichever comes first.
   *
   * @param up after so many bytes of the client
   * @param down after so many bytes of the server
   * @param reset whether by a reset, so that what is on its way may be lost too
   */
  record Plan(int up, int down, boolean reset) {
    static final Plan NEVER = new Plan(Integer.MAX_VALUE, Integer.MAX_VALUE, false);

    /** During the handshake, right after subscribing, or anywhere in what follows. */
    static Plan random(SplittableRandom random) {
      boolean reset = random.nextBoolean();
      return switch (random.nextInt(8)) {
        case 0 -> new Plan(random.nextInt(250), Integer.MAX_VALUE, reset);
        case 1, 2 -> new Plan(Integer.MAX_VALUE, random.nextInt(500), reset);
        case 3, 4, 5 -> new Plan(Integer.MAX_VALUE, random.nextInt(3_000), reset);
        default -> new Plan(Integer.MAX_VALUE, random.nextInt(30_000), reset);
      };
    }
  }

  private final ServerSocket listening;
  private final int target;
  private final SplittableRandom random;
  private final Set<Pair> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger cuts = new AtomicInteger();
  private volatile Function<SplittableRandom, Plan> planner;

  /**
   * Listens on a free port.
   *
   * @param target the port of the server
   */
  CuttingProxy(int target, long seed, Function<SplittableRandom, Plan> planner) throws IOException {
    this.target = target;
    this.random = new SplittableRandom(seed);
    this.planner = planner;
    listening = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** How many connections were cut before their time. */
  int cuts() {
    return cuts.get();
  }

  /** How many connections are open. */
  int open() {
    return open.size();
  }

  /** Cuts all that are open, and none that comes later. */
  void calm() {
    planner = any -> Plan.NEVER;
    cutAll();
  }

  /** Cuts all that are open. */
  void cutAll() {
    open.forEach(Pair::cut);
  }

  @Override
  public void close() throws IOException {
    listening.close();
    open.forEach(Pair::close);
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        Plan plan = planner.apply(random);
        Thread.startVirtualThread(() -> connect(client, plan));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void connect(Socket client, Plan plan) {
    var server = new Socket();
    var pair = new Pair(client, server, plan);
    open.add(pair);
    try {
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
      Thread.startVirtualThread(() -> pair.pump(client, server, plan.up()));
      pair.pump(server, client, plan.down());
    } catch (IOException e) {
      pair.close();
    }
  }

  private final class Pair {
    private final Socket client;
    private final Socket server;
    private final Plan plan;
    private final AtomicBoolean ended = new AtomicBoolean();

    Pair(Socket client, Socket server, Plan plan) {
      this.client = client;
      this.server = server;
      this.plan = plan;
    }

    void pump(Socket from, Socket to, int budget) {
      var buffer = new byte[8_192];
      int left = budget;
      try {
        InputStream in = from.getInputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          to.getOutputStream().write(buffer, 0, Math.min(read, left));
          left -= read;
          if (left < 0) {
            cut();
            return;
          }
        }
        close();
      } catch (IOException e) {
        close();
      }
    }

    void cut() {
      if (!ended.get()) {
        cuts.incrementAndGet();
      }
      close();
    }

    void close() {
      if (ended.compareAndSet(false, true)) {
        open.remove(this);
        end(client);
        end(server);
      }
    }

    private void end(Socket socket) {
      try (socket) {
        socket.setSoLinger(plan.reset(), 0);
      } catch (IOException e) {
        // It is gone already.
      }
    }
  }
}
