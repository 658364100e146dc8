package dev.freshet.cli;

import static dev.freshet.cli.Run.freshet;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.model.PasswordHash;
import org.junit.jupiter.api.Test;

class ConsoleCommandTest {
  @Test
  void thePasswordOfTheFirstLineIsHashed() {
    Run run = new Run().in("correct horse battery\nsecond line\n").with("console", "password");
    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    PasswordHash hash = requireNonNull(PasswordHash.read(run.out().strip()));
    assertThat(hash.matches("correct horse battery")).isTrue();
  }

  @Test
  void aShortPasswordIsRefusedAndNotShown() {
    Run run = new Run().in("tooshort").with("console", "password");
    assertThat(run.code()).isEqualTo(Cli.FAILED);
    assertThat(run.err())
        .isEqualTo("freshet: password: 8 characters (expected: 12 to 1,000)\n")
        .doesNotContain("tooshort");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void aloneItShowsItsHelp() {
    assertThat(freshet("console").out()).contains("password");
  }
}
