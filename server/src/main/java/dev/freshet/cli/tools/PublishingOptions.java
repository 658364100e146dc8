package dev.freshet.cli.tools;

import dev.freshet.tools.load.run.Rates;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say how it is published: by how many, what, and for how long. */
final class PublishingOptions {
  /** Bodies of a command that publishes. */
  static final class Body {
    @Option(names = "--size", paramLabel = "BYTES", description = "of a body (default: 128)")
    private int size = 128;

    void check() {
      ClientOptions.check("--size", size, 48, 65_000);
    }

    /** Bytes. */
    int size() {
      check();
      return size;
    }
  }

  @Mixin private final Body body = new Body();

  @Option(
      names = "--for",
      paramLabel = "SECONDS",
      description = "how long it is published, at each rate (default: ${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--publishers",
      paramLabel = "N",
      description = "connections that publish at a rate, at most one a channel (default: 4)")
  private int publishers = 4;

  private final int mostSeconds;

  /** For so many seconds where nothing else is said, and at most for so many. */
  PublishingOptions(int seconds, int mostSeconds) {
    this.seconds = seconds;
    this.mostSeconds = mostSeconds;
  }

  int size() {
    return body.size();
  }

  int seconds() {
    ClientOptions.check("--for", seconds, 1, mostSeconds);
    return seconds;
  }

  int publishers() {
    ClientOptions.check("--publishers", publishers, 1, 256);
    return publishers;
  }

  /** The options of commands that measure one rate after the other. */
  static final class AtRates {
    private final int least;

    @Mixin private final PublishingOptions publishing = new PublishingOptions(10, 3600);

    @Option(
        names = "--rates",
        split = ",",
        paramLabel = "RATE",
        description =
            "publications a second over all channels, one after the other (default: 20 where they"
                + " are heard, else 1000)")
    private List<Integer> rates;

    @Option(
        names = "--warmup",
        paramLabel = "SECONDS",
        description = "of each rate, before the first is measured (default: 5)")
    private int warmup = 5;

    /** That rate where nothing else is said, and none below {@code least}. */
    AtRates(int rate, int least) {
      this.rates = List.of(rate);
      this.least = least;
    }

    Rates rates() {
      for (int rate : rates) {
        ClientOptions.check("--rates", rate, least, 100_000);
      }
      ClientOptions.check("--warmup", warmup, 0, 600);
      return new Rates(
          rates, publishing.seconds(), warmup, publishing.size(), publishing.publishers());
    }
  }
}
