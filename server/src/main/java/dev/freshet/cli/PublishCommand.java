package dev.freshet.cli;

import dev.freshet.cli.client.Backoff;
import dev.freshet.cli.client.ClientFault;
import dev.freshet.cli.client.Endpoint;
import dev.freshet.cli.client.Outgoing;
import dev.freshet.cli.client.Pause;
import dev.freshet.cli.client.PublishClient;
import dev.freshet.cli.process.Interruption;
import dev.freshet.cli.process.ServerOptions;
import dev.freshet.cli.process.Terminal;
import dev.freshet.model.Draft;
import dev.freshet.model.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
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

/** {@code freshet publish}: puts a publication on a channel. */
@Command(
    name = "publish",
    header = "Publish a message on a channel.",
    description = {
      "Prints the position it got, EPOCH:OFFSET, which subscribe --since takes.",
      "A publication carries an idempotency key, made up when none is given, so that an attempt"
          + " whose answer got lost is repeated without publishing twice."
    },
    footer = {
      "  freshet publish chat hello",
      "  freshet publish chat '{\"text\":\"hello\"}' --content-type application/json --event said",
      "  date | freshet publish clock -",
      "  freshet publish pictures --file cat.jpg",
      "  freshet publish prices 42 --conflation-key ACME --ttl 60",
      "  freshet publish orders paid --idempotency-key order-17 --format json",
      "  freshet publish load x --count 1000 --rate 100",
      "  freshet publish chat hello --url https://push.example.com --app KEY"
    })
final class PublishCommand implements Callable<Integer> {
  private static final int MAX_BODY = 16 * 1024 * 1024;
  private static final int MAX_COUNT = 1_000_000;
  private static final int MAX_RATE = 100_000;
  private static final Duration PROGRESS = Duration.ofSeconds(1);

  private final Terminal terminal;
  private final Pause pause;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private final ServerOptions server = new ServerOptions();

  @Parameters(index = "0", paramLabel = "CHANNEL", description = "the channel's name")
  private String channel = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "BODY",
      description = "the message, or - to read it from standard input")
  private @Nullable String body;

  @Option(names = "--file", paramLabel = "FILE", description = "read the message from this file")
  private @Nullable Path file;

  @Option(names = "--event", paramLabel = "NAME", description = "the event name subscribers see")
  private @Nullable String event;

  @Option(
      names = "--idempotency-key",
      paramLabel = "KEY",
      description = "a second publication with the same key is not delivered again")
  private @Nullable String idempotencyKey;

  @Option(
      names = "--conflation-key",
      paramLabel = "KEY",
      description = "on conflating channels a slow reader keeps the newest of each key")
  private @Nullable String conflationKey;

  @Option(names = "--ttl", paramLabel = "SECONDS", description = "how long history keeps it")
  private @Nullable Long ttl;

  @Option(
      names = "--content-type",
      paramLabel = "TYPE",
      description = "the message's media type (default: text/plain for UTF-8, else bytes)")
  private @Nullable String contentType;

  @Option(
      names = "--retries",
      paramLabel = "N",
      description = "how often to repeat a failed attempt, 0 to 100 (default: 3)")
  private int retries = 3;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "publish it so many times, for a quick test; 1 to 1000000 (default: 1)")
  private int count = 1;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "with --count: at most so many a second (default: as fast as answers come)")
  private int rate;

  @Option(names = "--format", paramLabel = "FORMAT", description = "text or json (default: text)")
  private Format format = Format.TEXT;

  PublishCommand(Terminal terminal, Pause pause) {
    this.terminal = terminal;
    this.pause = pause;
  }

  @Override
  public Integer call() throws ClientFault, InterruptedException {
    check();
    Endpoint endpoint = server.endpoint(terminal);
    Payload payload = payload();
    try (var _ = new Interruption();
        HttpClient http = ServerOptions.http()) {
      var backoff = new Backoff(RandomGenerator.getDefault());
      var client = new PublishClient(http, endpoint, retries, backoff, pause, terminal::say);
      if (count == 1) {
        print(client.publish(channel, outgoing(payload, 0)));
      } else {
        publishMany(client, payload);
      }
    }
    return Cli.OK;
  }

  private void check() {
    expect(count >= 1 && count <= MAX_COUNT, "--count", count, "1 to " + MAX_COUNT);
    expect(rate >= 0 && rate <= MAX_RATE, "--rate", rate, "0 to " + MAX_RATE);
    expect(retries >= 0 && retries <= 100, "--retries", retries, "0 to 100");
    expect(ttl == null || ttl > 0, "--ttl", ttl, "at least 1 second");
    expect((body == null) != (file == null), "BODY", body, "a message, - or --file FILE");
    checkLabel("--event", event);
    checkLabel("--idempotency-key", idempotencyKey);
    checkLabel("--conflation-key", conflationKey);
    expect(
        contentType == null || contentType.chars().allMatch(c -> c >= 0x20 && c < 0x7f),
        "--content-type",
        contentType,
        "a media type such as text/plain");
  }

  private void checkLabel(String name, @Nullable String value) {
    expect(
        value == null || Draft.isLabel(value),
        name,
        value,
        "1 to " + Draft.MAX_LABEL + " characters without control characters");
  }

  private void expect(boolean good, String name, @Nullable Object value, String expected) {
    if (!good && spec != null) {
      throw new ParameterException(
          spec.commandLine(),
          name + ": " + (value == null ? "(none)" : value) + " (expected: " + expected + ")");
    }
  }

  private Payload payload() throws ClientFault {
    byte[] bytes;
    try {
      if (file != null) {
        try (InputStream in = Files.newInputStream(file)) {
          bytes = in.readNBytes(MAX_BODY + 1);
        }
      } else if ("-".equals(body)) {
        bytes = terminal.in().readNBytes(MAX_BODY + 1);
      } else {
        bytes = String.valueOf(body).getBytes(StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new ClientFault("cannot read " + (file == null ? "standard input" : file) + ": " + e);
    }
    if (bytes.length > MAX_BODY) {
      throw new ClientFault("message: too large (expected: at most " + MAX_BODY + " bytes)");
    }
    return isUtf8(bytes) ? Payload.text(bytes) : Payload.binary(bytes);
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException _) {
      return false;
    }
  }

  private Outgoing outgoing(Payload payload, int number) {
    String key = idempotencyKey;
    if (key == null && retries > 0) {
      key = UUID.randomUUID().toString();
    } else if (key != null && count > 1) {
      key = key + "-" + number;
    }
    String type = contentType;
    if (type == null) {
      type = payload.isText() ? "text/plain; charset=utf-8" : "application/octet-stream";
    }
    return new Outgoing(payload, type, event, key, conflationKey, ttl);
  }

  private void print(PublishClient.Receipt receipt) {
    if (format == Format.JSON) {
      terminal.json(receipt.toMap());
    } else {
      String place =
          receipt.offset() > 0
              ? receipt.epoch() + ":" + receipt.offset()
              : "published (the channel keeps no history)";
      terminal.print(receipt.duplicate() ? place + " (a duplicate, not delivered again)" : place);
    }
  }

  private void publishMany(PublishClient client, Payload payload)
      throws ClientFault, InterruptedException {
    long start = pause.nanos();
    long told = start;
    PublishClient.Receipt last = null;
    for (int i = 0; i < count; i++) {
      if (rate > 0) {
        long early = start + i * 1_000_000_000L / rate - pause.nanos();
        if (early > 0) {
          pause.await(Duration.ofNanos(early));
        }
      }
      last = client.publish(channel, outgoing(payload, i));
      if (pause.nanos() - told >= PROGRESS.toNanos()) {
        told = pause.nanos();
        terminal.say((i + 1) + " of " + count + " published");
      }
    }
    if (last != null) {
      summary(last, (pause.nanos() - start) / 1e9);
    }
  }

  private void summary(PublishClient.Receipt last, double seconds) {
    double perSecond = Math.round(10 * count / Math.max(seconds, 1e-9)) / 10.0;
    if (format == Format.JSON) {
      Map<String, Object> map = new LinkedHashMap<>(last.toMap());
      map.put("published", count);
      map.put("per_second", perSecond);
      terminal.json(map);
    } else {
      terminal.say(String.format(Locale.ROOT, "%d published, %.1f a second", count, perSecond));
      print(last);
    }
  }
}
