package dev.freshet.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The load client: opens many subscribers with one selector and one shared buffer, then counts what
 * they hear. Tells {@code READY} when every handshake is over; afterwards each line on standard
 * input is a request: {@code reset}, {@code snap} (answered by a line of counts) or {@code stop};
 * so is the end of the input, and the client ends by itself after {@link LoadOptions#seconds}.
 *
 * <p>It shares the machine with the server it measures, so it does as little as it can: a payload
 * is looked at on one connection in {@link LoadOptions#sampleEvery} only, the others are counted by
 * walking lengths.
 */
public final class Load {
  private static final int SHARED_BYTES = 1 << 18;
  private static final int CONNECTS_A_TURN = 32;

  private final LoadOptions options;
  private final Selector selector;
  private final ByteBuffer shared = ByteBuffer.allocateDirect(SHARED_BYTES);
  private final LoadTally tally = new LoadTally();
  private final Queue<String> requests = new ConcurrentLinkedQueue<>();
  private int started;
  private boolean ready;
  private boolean stopping;

  private Load(LoadOptions options) throws IOException {
    this.options = options;
    this.selector = Selector.open();
  }

  /** Runs one client; see {@link LoadOptions} for the arguments. */
  public static void main(String[] args) throws IOException {
    Load load = new Load(LoadOptions.parse(List.of(args)));
    Thread.ofPlatform().daemon().name("requests").start(load::readRequests);
    load.run();
  }

  private void readRequests() {
    try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        request(line.strip());
      }
    } catch (IOException e) {
      tell("INPUT " + e);
    }
    request("stop");
  }

  private void request(String request) {
    requests.add(request);
    selector.wakeup();
  }

  private void run() throws IOException {
    long start = Clock.epochNanos();
    long end = start + options.seconds() * 1_000_000_000L;
    while (!stopping && Clock.epochNanos() < end) {
      int due = due(Clock.epochNanos() - start);
      startSome(due);
      boolean more = started < due && inFlight() < options.inFlight();
      long before = tally.messages();
      long from = Clock.epochNanos();
      if (more) {
        selector.selectNow(this::act);
      } else {
        selector.select(this::act, due < options.connections() ? 2 : 100);
      }
      if (tally.messages() != before) {
        tally.turn(from, Clock.epochNanos());
      }
      if (!ready && tally.settled() >= options.connections()) {
        ready = true;
        tally.ready(Clock.epochNanos() - start);
        tell(tally.line("READY"));
      }
      answerRequests();
    }
    tell(tally.line("FINAL"));
  }

  private int inFlight() {
    return started - tally.settled();
  }

  /** How many connections may have begun after this long. */
  private int due(long nanos) {
    if (options.rate() == 0) {
      return options.connections();
    }
    return (int) Math.min(options.connections(), 1 + nanos * options.rate() / 1_000_000_000L);
  }

  private void startSome(int due) throws IOException {
    for (int i = 0; i < CONNECTS_A_TURN; i++) {
      if (started >= due || inFlight() >= options.inFlight()) {
        return;
      }
      start(started++);
    }
  }

  private void start(int index) throws IOException {
    SocketChannel socket = SocketChannel.open();
    Subscriber subscriber = new Subscriber(socket, options, tally, index);
    try {
      socket.configureBlocking(false);
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
      socket.bind(Loopback.of(2 + index % options.sources(), 0));
      socket.connect(Loopback.of(1, options.port()));
      socket.register(selector, SelectionKey.OP_CONNECT, subscriber);
    } catch (IOException e) {
      subscriber.end(e);
    }
  }

  private void act(SelectionKey key) {
    Subscriber subscriber = (Subscriber) key.attachment();
    try {
      if (key.isConnectable()) {
        subscriber.connected(key);
      } else if (!subscriber.read(shared)) {
        subscriber.end(null);
      }
    } catch (IOException | IllegalStateException e) {
      subscriber.end(e);
    }
  }

  private void answerRequests() {
    for (String request = requests.poll(); request != null; request = requests.poll()) {
      switch (request) {
        case "reset" -> {
          tally.reset();
          tell("RESET");
        }
        case "snap" -> tell(tally.line("SNAP"));
        case "stop" -> stopping = true;
        default -> tell("UNKNOWN " + request);
      }
    }
  }

  private static void tell(String line) {
    System.out.println(line);
  }
}
