package dev.freshet.cli;

import dev.freshet.cli.client.Backoff;
import dev.freshet.cli.client.ClientFault;
import dev.freshet.cli.client.Endpoint;
import dev.freshet.cli.client.Message;
import dev.freshet.cli.client.Pause;
import dev.freshet.cli.client.Tail;
import dev.freshet.cli.client.Text;
import dev.freshet.cli.process.Interruption;
import dev.freshet.cli.process.ServerOptions;
import dev.freshet.cli.process.Terminal;
import dev.freshet.model.Position;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code freshet subscribe}: prints what is published on channels. */
@Command(
    name = "subscribe",
    header = "Hear channels, and print a line for each message.",
    description = {
      "A line is time, channel, event and message, parted by tabs; - where there is no event."
          + " Control characters are written as escapes, a message that is no text as base64:….",
      "With --format json a line is a JSON object; one with the key \"signal\" says that the"
          + " past is gone, and that what follows starts at its epoch and offset.",
      "A lost connection is taken up again where it was, with growing pauses of random length."
          + " What happens to it is told on standard error."
    },
    footer = {
      "  freshet subscribe chat",
      "  freshet subscribe chat news --format json",
      "  freshet subscribe chat --since earliest --limit 10",
      "  freshet subscribe chat --since pT3kd9Qa:17 --transport websocket",
      "  freshet subscribe prices --token TOKEN --url https://push.example.com",
      "  freshet subscribe chat --attempts 5 | cut -f 4"
    })
final class SubscribeCommand implements Callable<Integer> {
  private static final int MAX_SINCE = 16 * 1024;

  private final Terminal terminal;
  private final Pause pause;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private final ServerOptions server = new ServerOptions();

  @Parameters(arity = "1..*", paramLabel = "CHANNEL", description = "the channels' names")
  private List<String> channels = List.of();

  @Option(
      names = "--transport",
      paramLabel = "NAME",
      description = "sse or websocket (default: sse)")
  private Tail.Transport transport = Tail.Transport.SSE;

  @Option(
      names = "--since",
      paramLabel = "POSITION",
      description = {
        "start after this position, EPOCH:OFFSET, or with the earliest that is kept: earliest",
        "(for several channels: their positions in the same order, with commas)"
      })
  private String since = "";

  @Option(names = "--limit", paramLabel = "N", description = "end after so many messages")
  private long limit = Long.MAX_VALUE;

  @Option(
      names = "--attempts",
      paramLabel = "N",
      description = "give up after so many failed attempts in a row (default: 0, never)")
  private int attempts;

  @Option(
      names = "--silence",
      paramLabel = "SECONDS",
      description =
          "take the connection for lost when not even a heartbeat came for so long (default: 90)")
  private int silence = 90;

  @Option(names = "--format", paramLabel = "FORMAT", description = "text or json (default: text)")
  private Format format = Format.TEXT;

  SubscribeCommand(Terminal terminal, Pause pause) {
    this.terminal = terminal;
    this.pause = pause;
  }

  @Override
  public Integer call() throws ClientFault, InterruptedException {
    expect(limit > 0, "--limit", limit, "at least 1");
    expect(attempts >= 0, "--attempts", attempts, "at least 0");
    expect(silence > 0 && silence <= 86_400, "--silence", silence, "1 to 86400 seconds");
    expect(since.length() <= MAX_SINCE, "--since", "…", "at most " + MAX_SINCE + " characters");
    Endpoint endpoint = server.endpoint(terminal);
    var what = new Tail.What(transport, channels, since, Duration.ofSeconds(silence));
    var backoff = new Backoff(RandomGenerator.getDefault());
    HttpClient http = ServerOptions.http();
    try (var _ = new Interruption()) {
      new Tail(http, endpoint, what, attempts, backoff, pause, new Printer()).run();
      return Cli.OK;
    } finally {
      terminal.out().flush();
      http.shutdownNow();
    }
  }

  private void expect(boolean good, String name, Object value, String expected) {
    if (!good && spec != null) {
      throw new ParameterException(
          spec.commandLine(), name + ": " + value + " (expected: " + expected + ")");
    }
  }

  /** Prints what the tail tells. */
  private final class Printer implements Tail.Audience {
    private long heard;

    @Override
    public boolean hear(Message message) {
      if (format == Format.JSON) {
        terminal.json(message.toMap());
      } else {
        terminal.print(line(message));
      }
      return ++heard < limit;
    }

    private static String line(Message message) {
      String event = message.event();
      return Instant.ofEpochMilli(message.time())
          + "\t"
          + Text.printable(message.channel())
          + "\t"
          + (event == null ? "-" : Text.printable(event))
          + "\t"
          + (message.base64() ? "base64:" : "")
          + Text.printable(message.data());
    }

    @Override
    public void pastGone(String channel, @Nullable Position now) {
      note(
          "the past of "
              + channel
              + (now == null
                  ? " is gone: the channel keeps no history"
                  : " is gone; what follows is after " + now));
      if (format == Format.JSON) {
        Map<String, Object> signal = new LinkedHashMap<>();
        signal.put("signal", "reset");
        signal.put("channel", channel);
        if (now != null) {
          signal.put("epoch", now.epoch());
          signal.put("offset", now.offset());
        }
        terminal.json(signal);
      }
    }

    @Override
    public void note(String text) {
      terminal.out().flush();
      terminal.say(text);
    }

    @Override
    public boolean idle() {
      // True when whoever read our output has gone, as head(1) does.
      return !terminal.out().checkError();
    }
  }
}
