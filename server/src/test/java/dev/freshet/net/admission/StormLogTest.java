package dev.freshet.net.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.MessageFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StormLogTest {
  private final Lines lines = new Lines();
  private AdmissionReport report = report(0, 0, 0);
  private final StormLog log = new StormLog(() -> report, lines);

  private static AdmissionReport report(int waiting, long admitted, long refused) {
    return new AdmissionReport(
        0, 0, waiting, 0, 16, 500, 1, admitted, refused, 0, Duration.ofSeconds(7), 9, 99);
  }

  private void look(int waiting, long admitted, long refused) {
    report = report(waiting, admitted, refused);
    log.look();
  }

  @Test
  void whileNobodyWaitsNothingIsTold() {
    for (int i = 0; i < 100; i++) {
      look(0, i, 0);
    }
    assertThat(lines.texts).isEmpty();
  }

  @Test
  void aStormIsToldWhenItBeginsNowAndThenAndWhenItIsOver() {
    for (int i = 0; i < 12; i++) {
      look(100, 1_000L * i, 10L * i);
    }
    for (int i = 0; i < 20; i++) {
      look(0, 12_000, 120);
    }
    assertThat(lines.texts)
        .containsExactly(
            "many clients come at once: 100 wait, 500 a second are let in, 0 were refused; all are"
                + " back in about 7 s",
            "many clients come at once: 100 wait, 500 a second are let in, 50 were refused; all are"
                + " back in about 7 s",
            "many clients come at once: 100 wait, 500 a second are let in, 100 were refused; all"
                + " are back in about 7 s",
            "no more clients come at once: 12000 had to wait, and 120 were refused, within 13 s");
  }

  @Test
  void theNextStormIsCountedFromItsBeginning() {
    look(1, 10, 5);
    for (int i = 0; i < 9; i++) {
      look(0, 20, 5);
    }
    look(1, 20, 6);
    assertThat(lines.texts.getLast()).contains(" 1 were refused");
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
        Level level, @Nullable ResourceBundle bundle, String text, @Nullable Throwable cause) {
      texts.add(text);
    }

    @Override
    public void log(
        Level level, @Nullable ResourceBundle bundle, String format, Object... parameters) {
      texts.add(MessageFormat.format(format, parameters));
    }
  }
}
