package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The options that commands of {@code freshet load} share. */
class LoadOptionsTest {
  @ParameterizedTest
  @ValueSource(strings = {"idle", "fanout", "publish", "storm", "mixed"})
  void allSayWhereTheServerIsAndHowLargeABodyIs(String command) {
    Run run = Run.freshet("load", command, "--help");
    assertThat(run.out())
        .contains("--url=URL", "--app=KEY", "--secret=SECRET", "--token=TOKEN", "--size=BYTES");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fanout|--rates|20,0|--rates: 0 (expected: a whole number from 1 to 100000)",
        "publish|--rates|-1|--rates: -1 (expected: a whole number from 0 to 100000)",
        "fanout|--warmup|601|--warmup: 601 (expected: a whole number from 0 to 600)",
        "publish|--for|3601|--for: 3601 (expected: a whole number from 1 to 3600)",
        "mixed|--for|86401|--for: 86401 (expected: a whole number from 1 to 86400)",
        "mixed|--publishers|0|--publishers: 0 (expected: a whole number from 1 to 256)",
        "idle|--size|47|--size: 47 (expected: a whole number from 48 to 65000)",
        "storm|--size|65001|--size: 65001 (expected: a whole number from 48 to 65000)"
      })
  void whatIsOutOfBoundsIsTold(String command, String option, String value, String fault) {
    // Port 9 of this machine: whatever got past its check would not be measured.
    Run run =
        Run.freshet("load", command, "--url", "http://127.0.0.1:9", option, value, "--pid", "1");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(fault);
  }

  @Test
  void theServerMayBeSaidByVariables() {
    Run run =
        new Run().env("FRESHET_URL", "http://192.0.2.1:80").with("load", "publish", "--rates", "1");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--url: http://192.0.2.1:80 (expected: a server on this");
  }
}
