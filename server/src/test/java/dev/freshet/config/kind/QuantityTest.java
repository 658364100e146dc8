package dev.freshet.config.kind;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "17, 17",
    "17B, 17",
    "64KiB, 65536",
    "64 KiB, 65536",
    "1MB, 1000000",
    "1MiB, 1048576",
    "2kB, 2000",
    "1TiB, 1099511627776"
  })
  void bytesAreReadWithTheirUnit(String text, long bytes) {
    assertThat(Quantity.readBytes(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "KiB", "1.5MiB", "1kib", "1K", "9999999999999999TiB", "1 0"})
  void anythingElseIsNoBytes(String text) {
    assertThat(Quantity.readBytes(text)).isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource({"0s, PT0S", "500ms, PT0.5S", "25s, PT25S", "5m, PT5M", "24h, PT24H", "30d, PT720H"})
  void aDurationIsReadWithItsUnit(String text, Duration duration) {
    assertThat(Quantity.readDuration(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "-1s", "1.5s", "1S", "1us", "999999999999999999d"})
  void anythingElseIsNoDuration(String text) {
    assertThat(Quantity.readDuration(text)).isNull();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1023, 1023", "65536, 64KiB", "1000000, 1MB", "3000, 3KB", "1048576, 1MiB"})
  void bytesAreShownShort(long bytes, String text) {
    assertThat(Quantity.showBytes(bytes)).isEqualTo(text);
  }

  @Test
  void whatIsShownReadsBack() {
    for (long n = 0; n < 200_000; n += 37) {
      assertThat(Quantity.readBytes(Quantity.showBytes(n))).isEqualTo(n);
      Duration duration = Duration.ofMillis(n * 60);
      assertThat(Quantity.readDuration(Quantity.showDuration(duration))).isEqualTo(duration);
    }
  }
}
