package dev.freshet.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class IncidentTest {
  private final AtomicLong nanos = new AtomicLong();
  private final Lines lines = new Lines();
  private final Incident incident =
      new Incident(lines, System.Logger.Level.ERROR, "it broke", nanos::get);

  @Test
  void theFirstTimeIsToldAtOnce() {
    incident.happened(new IllegalStateException());

    assertThat(lines.texts).containsExactly("it broke");
  }

  @Test
  void aSecondIsOneLineAndTheNextTellsHowOften() {
    for (int i = 0; i < 1_000; i++) {
      incident.happened(new IllegalStateException());
    }
    nanos.addAndGet(1_000_000_000L);
    incident.happened(new IllegalStateException());

    assertThat(lines.texts).containsExactly("it broke", "it broke (1000 times)");
  }

  /** Keeps what is logged. */
  private static final class Lines implements System.Logger {
    final List<String> texts = new ArrayList<>();

    @Override
    public String getName() {
      return "lines";
    }

    @Override
    public boolean isLoggable(Level level) {
      return true;
    }

    @Override
    public void log(
        Level level, @Nullable ResourceBundle bundle, @Nullable String text, Throwable thrown) {
      texts.add(String.valueOf(text));
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String text,
        Object @Nullable ... parameters) {
      texts.add(String.valueOf(text));
    }
  }
}
