package dev.freshet.redis.rig;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The network between two programs, as far as a test can have one: it passes bytes on, or holds
 * them as a cable does that was pulled, or resets connections as a firewall does.
 */
public final class TcpGate implements AutoCloseable {
  private static final long EVERYBODY = -1;

  private final ServerSocket listening;
  private final int target;
  private final byte[] prologue;
  private final Set<Pair> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Whose bytes are held, and whose connections are reset: processes, or everybody. */
  private final Set<Long> silent = ConcurrentHashMap.newKeySet();

  private final Set<Long> refused = ConcurrentHashMap.newKeySet();
  private volatile Duration delay = Duration.ZERO;

  /**
   * Listens on a free port.
   *
   * @param target the port on this machine that bytes are passed on to
   * @param prologue what it says first on each connection, such as the header of the PROXY protocol
   */
  public TcpGate(int target, byte... prologue) throws IOException {
    this.target = target;
    this.prologue = prologue.clone();
    listening = new ServerSocket(FreePort.next(), 1_000, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(this::accept);
  }

  public int port() {
    return listening.getLocalPort();
  }

  /** How many connections are open through it. */
  public int open() {
    return open.size();
  }

  /** How many connections there were. */
  public int accepted() {
    return accepted.get();
  }

  /** Resets all connections, and every new one until it is healed. */
  public void cut() {
    cut(EVERYBODY);
  }

  /** The same for the connections of one process alone. */
  public void cut(long pid) {
    refused.add(pid);
    open.stream().filter(pair -> isOf(pair, refused)).forEach(Pair::reset);
  }

  /** Resets the connections that are open; new ones pass. */
  public void resetAll() {
    open.forEach(Pair::reset);
  }

  /** Passes nothing on in either direction, on new connections neither; nobody is told. */
  public void silence() {
    silence(EVERYBODY);
  }

  /** The same for the connections of one process alone. */
  public void silence(long pid) {
    silent.add(pid);
  }

  private static boolean isOf(Pair pair, Set<Long> processes) {
    return processes.contains(EVERYBODY) || processes.stream().anyMatch(pair::isOf);
  }

  /**
   * Passes nothing on any more on the connections that are open now, as a middlebox that forgot
   * them; new ones pass. These never come back.
   */
  public void forgetOpen() {
    open.forEach(pair -> pair.forgotten = true);
  }

  /** Each piece of data is that much later, in either direction. */
  public void delay(Duration time) {
    delay = time;
  }

  /**
   * All is well again: what was held goes on its way, as TCP would send it again, unless its sender
   * has reset the connection meanwhile.
   */
  public void heal() {
    refused.clear();
    delay = Duration.ZERO;
    silent.clear();
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits while it holds what this pair sends; returns whether it did. */
  private boolean awaitVoice(Pair pair) {
    boolean held = false;
    lock.lock();
    try {
      while ((isOf(pair, silent) || pair.forgotten) && !pair.ended.get()) {
        held = true;
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
    return held;
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        accepted.incrementAndGet();
        Thread.startVirtualThread(() -> connect(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void connect(Socket client) {
    var server = new Socket();
    var pair = new Pair(client, server);
    open.add(pair);
    if (isOf(pair, refused)) {
      pair.reset();
      return;
    }
    try {
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
      server.getOutputStream().write(prologue);
      Thread.startVirtualThread(() -> pair.pump(client, server));
      pair.pump(server, client);
    } catch (IOException e) {
      pair.reset();
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    resetAll();
  }

  private final class Pair {
    private final Socket client;
    private final Socket server;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Map<Long, Boolean> owners = new ConcurrentHashMap<>();
    private volatile boolean forgotten;

    Pair(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    boolean isOf(long pid) {
      return owners.computeIfAbsent(pid, any -> SocketOwner.owns(pid, client.getPort()));
    }

    void pump(Socket from, Socket to) {
      var buffer = new byte[65_536];
      try {
        InputStream in = from.getInputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          LockSupport.parkNanos(delay.toNanos());
          byte[] held = awaitVoice(this) ? rest(from) : new byte[0];
          to.getOutputStream().write(buffer, 0, read);
          to.getOutputStream().write(held);
        }
        awaitVoice(this);
        end(-1);
      } catch (IOException e) {
        // An end does not get through a gate that holds everything else.
        awaitVoice(this);
        reset();
      }
    }

    /**
     * What came while it was held.
     *
     * @throws IOException when the connection was reset: all of it is lost then, for nobody sends
     *     it again
     */
    private byte[] rest(Socket from) throws IOException {
      var rest = new ByteArrayOutputStream();
      var buffer = new byte[65_536];
      from.setSoTimeout(1);
      try {
        for (int read = from.getInputStream().read(buffer);
            read >= 0;
            read = from.getInputStream().read(buffer)) {
          rest.write(buffer, 0, read);
        }
      } catch (SocketTimeoutException e) {
        // There is no more.
      }
      from.setSoTimeout(0);
      return rest.toByteArray();
    }

    void reset() {
      end(0);
    }

    private void end(int linger) {
      if (ended.compareAndSet(false, true)) {
        open.remove(this);
        close(client, linger);
        close(server, linger);
        lock.lock();
        try {
          changed.signalAll();
        } finally {
          lock.unlock();
        }
      }
    }

    private void close(Socket socket, int linger) {
      try (socket) {
        socket.setSoLinger(linger == 0, 0);
      } catch (IOException e) {
        // It is gone already.
      }
    }
  }
}
