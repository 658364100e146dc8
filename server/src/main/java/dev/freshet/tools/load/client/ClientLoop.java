package dev.freshet.tools.load.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.tools.load.frame.Clock;
import dev.freshet.tools.load.frame.Histograms;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Runs one process of the load client: opens many subscribers with one selector and one shared
 * buffer, then counts what they hear. Tells {@code READY} when every connection is open or given
 * up; afterwards each line on the input is a request:
 *
 * <ul>
 *   <li>{@code reset} forgets what was heard
 *   <li>{@code snap} is answered by a line of counts, {@code full} with histograms, {@code tick} by
 *       a short one
 *   <li>{@code storm NANOS} begins a storm that is counted from then
 *   <li>{@code drop SHARE reset|close} closes that share of the open connections
 *   <li>{@code stop}, or the end of the input, ends it
 * </ul>
 *
 * It ends by itself after {@link ClientPlan#seconds}. Its state belongs to the one thread of {@link
 * #run}.
 */
public final class ClientLoop {
  private static final int CONNECTS_A_TURN = 32;
  private static final int LONGEST_SELECT_MILLIS = 100;

  private final ClientPlan plan;
  private final PrintStream out;
  private final Tally tally;
  private final Selector selector = Selector.open();
  private final Buffers buffers = new Buffers();
  private final byte[][] signals;
  private final InetSocketAddress server;
  private final List<InetSocketAddress> sources = new ArrayList<>();
  private final @Nullable TlsLinks links;
  private final Subscriber[] subscribers;
  private final Timers timers = new Timers();
  private final Due whenDue = new Due();
  private final Loris loris;
  private final RandomGenerator random = new Random();
  private final Queue<String> requests = new ConcurrentLinkedQueue<>();
  private final long start = Clock.epochNanos();
  private int started;
  private int inFlight;
  private long stormAt;
  private long heardAt;
  private boolean ready;
  private boolean stopping;

  private ClientLoop(ClientPlan plan, PrintStream out, PrintStream err) throws IOException {
    this.plan = plan;
    this.out = out;
    this.tally = new Tally(err);
    this.signals = plan.description().signalBytes();
    ClientPlan.Peer peer = plan.server();
    this.server = new InetSocketAddress(InetAddress.getByName(peer.host()), peer.port());
    for (String source : peer.sources()) {
      sources.add(new InetSocketAddress(InetAddress.getByName(source), 0));
    }
    this.links = peer.tls() == ClientPlan.Trust.PLAIN ? null : new TlsLinks(peer, buffers);
    this.subscribers = new Subscriber[plan.connections()];
    this.loris = new Loris(this, plan.lorises());
  }

  /**
   * Runs one process to its end.
   *
   * @param in requests, a line each
   * @param out answers
   * @param err the first few faults
   */
  public static void run(ClientPlan plan, InputStream in, PrintStream out, PrintStream err)
      throws IOException {
    var loop = new ClientLoop(plan, out, err);
    Thread.ofPlatform().daemon().name("requests").start(() -> loop.readRequests(in));
    loop.run();
  }

  private void readRequests(InputStream from) {
    try (BufferedReader in = new BufferedReader(new InputStreamReader(from, UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        request(line.strip());
      }
    } catch (IOException e) {
      request("input " + e);
    }
    request("stop");
  }

  private void request(String request) {
    requests.add(request);
    selector.wakeup();
  }

  private void run() throws IOException {
    long end = start + plan.seconds() * 1_000_000_000L;
    while (!stopping && Clock.epochNanos() < end) {
      boolean more = startSome();
      loris.turn();
      long before = tally.messages();
      long from = Clock.epochNanos();
      if (more) {
        selector.selectNow(ClientLoop::act);
      } else {
        selector.select(ClientLoop::act, patience());
      }
      if (tally.messages() != before) {
        tally.turn(from, Clock.epochNanos());
      }
      if (!ready && tally.settled(plan.back().retry()) >= plan.connections()) {
        ready = true;
        // What the handshakes left behind would stay for as long as nothing is allocated.
        System.gc();
        tally.ready(Clock.epochNanos() - start);
        tell(tally.line("READY"));
      }
      answerRequests();
    }
    tell(tally.line("FINAL"));
  }

  private static void act(SelectionKey key) {
    ((Actor) key.attachment()).act(key);
  }

  private long patience() {
    if (started < plan.connections()) {
      return 2;
    }
    long next = timers.next();
    return next == Long.MAX_VALUE
        ? LONGEST_SELECT_MILLIS
        : Math.clamp(next - millis(), 1, LONGEST_SELECT_MILLIS);
  }

  private long millis() {
    return (Clock.epochNanos() - start) / 1_000_000;
  }

  /** Begins what is due, a few at a time; whether more could begin at once. */
  private boolean startSome() {
    for (int i = 0; i < CONNECTS_A_TURN; i++) {
      if (isFull()) {
        return false;
      }
      long now = Clock.epochNanos();
      if (started < plan.connections() && due(started) <= now) {
        int index = started++;
        subscribers[index] = new Subscriber(this, index);
        begin(index, plan.pace().rate() == 0 ? now : due(index));
      } else if (!timers.runOne((now - start) / 1_000_000, whenDue)) {
        return false;
      }
    }
    return !isFull();
  }

  private boolean isFull() {
    return plan.pace().inFlight() > 0 && inFlight >= plan.pace().inFlight();
  }

  /** When a first attempt is due. */
  private long due(int index) {
    int rate = plan.pace().rate();
    return rate == 0 ? start : start + index * 1_000_000_000L / rate;
  }

  /** What is done when a timer runs out. */
  private final class Due implements Timers.Due {
    @Override
    public void connect(long millis, int index) {
      begin(index, start + millis * 1_000_000);
    }

    @Override
    public void giveUp(int index) {
      long longest = plan.pace().giveUpMillis() * 1_000_000L;
      Subscriber subscriber = subscribers[index];
      if (subscriber.begunAt() <= Clock.epochNanos() - longest) {
        subscriber.giveUp();
      }
    }
  }

  private void begin(int index, long due) {
    inFlight++;
    int giveUp = plan.pace().giveUpMillis();
    if (giveUp > 0) {
      timers.giveUp(millis() + giveUp + 1, index);
    }
    subscribers[index].begin(due);
  }

  /** Opens a socket that connects. */
  SocketChannel connect(Actor actor, int index) throws IOException {
    SocketChannel socket = SocketChannel.open();
    try {
      socket.configureBlocking(false);
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
      if (!sources.isEmpty()) {
        socket.bind(sources.get((plan.first() + index) % sources.size()));
      }
      socket.connect(server);
      socket.register(selector, SelectionKey.OP_CONNECT, actor);
      return socket;
    } catch (IOException e) {
      close(socket);
      throw e;
    }
  }

  /** Closes a socket, if there is one. */
  void close(@Nullable SocketChannel socket) {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      tally.fault("close", e);
    }
  }

  /** An attempt is over, one way or the other. */
  void settled() {
    inFlight--;
  }

  /**
   * Has a client come back, when and if it would.
   *
   * @return false when it never will
   */
  boolean again(int index, int said, int failures) {
    int delay = plan.back().retry().delay(said, failures, plan.back().naiveMillis(), random);
    if (delay == Retry.NEVER) {
      return false;
    }
    timers.connect(millis() + delay, index);
    return true;
  }

  /** The request of a client, which may have been here before. */
  String request(int index, @Nullable String position) {
    Description description = plan.description();
    String path = plan.expand(description.path(), index);
    if (description.wire() == Wire.REDIS) {
      return "SUBSCRIBE " + path + "\r\n";
    }
    var request = new StringBuilder("GET ").append(path);
    if (position != null && description.resume() == Description.Resume.SINCE) {
      request.append(path.contains("?") ? '&' : '?').append("since=").append(position);
    }
    ClientPlan.Peer peer = plan.server();
    request.append(" HTTP/1.1\r\nHost: ").append(peer.host()).append(':').append(peer.port());
    if (plan.token() != null) {
      request.append("\r\nAuthorization: Bearer ").append(plan.token());
    }
    for (String header : description.headers()) {
      request.append("\r\n").append(header);
    }
    if (position != null && description.resume() == Description.Resume.LAST_EVENT_ID) {
      request.append("\r\nLast-Event-ID: ").append(position);
    }
    return request
        .append(
            description.wire() == Wire.EVENTS
                ? "\r\nAccept: text/event-stream\r\n\r\n"
                : "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13"
                    + "\r\n\r\n")
        .toString();
  }

  ClientPlan plan() {
    return plan;
  }

  Tally tally() {
    return tally;
  }

  Buffers buffers() {
    return buffers;
  }

  byte[][] signals() {
    return signals;
  }

  /** TLS for a new connection; null without. */
  @Nullable TlsLink tls() {
    return links == null ? null : links.make();
  }

  /** When the bytes that are walked now were read. */
  long heardAt() {
    return heardAt;
  }

  void heardAt(long nanos) {
    heardAt = nanos;
  }

  private void answerRequests() throws IOException {
    for (String request = requests.poll(); request != null; request = requests.poll()) {
      String[] words = request.split(" ", -1);
      switch (words[0]) {
        case "reset" -> {
          tally.reset();
          tell("RESET");
        }
        case "snap" -> tell(tally.line("SNAP"));
        case "tick" ->
            tell(tally.tick() + " lorises=" + loris.open() + " lorises_closed=" + loris.closed());
        case "full" -> {
          tell(tally.full(returns()));
          if (links != null) {
            // Between measurements: what handshakes and tickets took and gave back.
            var _ = NativeHeap.trim();
          }
        }
        case "storm" -> storm(Long.parseLong(words[1]));
        case "drop" -> drop(Double.parseDouble(words[1]), words[2].equals("reset"));
        case "stop" -> stopping = true;
        default -> tell("UNKNOWN " + request);
      }
    }
  }

  private void storm(long at) {
    stormAt = at;
    tally.storm();
    for (Subscriber subscriber : subscribers) {
      if (subscriber != null) {
        subscriber.calm();
      }
    }
    tell("STORM");
  }

  private void drop(double share, boolean reset) throws IOException {
    var open = new ArrayList<SelectionKey>();
    for (SelectionKey key : selector.keys()) {
      if (key.attachment() instanceof Subscriber subscriber && subscriber.isOpen()) {
        open.add(key);
      }
    }
    Collections.shuffle(open, new Random());
    int count = (int) Math.round(open.size() * share);
    for (SelectionKey key : open.subList(0, count)) {
      if (reset) {
        ((SocketChannel) key.channel()).setOption(StandardSocketOptions.SO_LINGER, 0);
      }
      ((Subscriber) key.attachment()).drop();
    }
    tell("DROPPED count=" + count);
  }

  /** From the beginning of the storm until each lost connection was back; those that are. */
  private Histogram returns() {
    Histogram returns = Histograms.make();
    for (Subscriber subscriber : subscribers) {
      if (subscriber != null && subscriber.isLost() && subscriber.isOpen()) {
        returns.recordValue(Math.max(0, subscriber.openedAt() - stormAt));
      }
    }
    return returns;
  }

  private void tell(String line) {
    out.println(line);
    out.flush();
  }
}
