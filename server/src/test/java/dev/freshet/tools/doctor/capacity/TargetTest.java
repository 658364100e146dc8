package dev.freshet.tools.doctor.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "100k;100000",
        "1m;1000000",
        "2M;2000000",
        "1,000,000;1000000",
        "250K;250000",
        "1;1",
        "100m;100000000",
        "12,500;12500"
      })
  void aTargetIsReadAsPeopleWriteIt(String text, long count) {
    assertThat(new Target().read(text)).isEqualTo(count);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "k",
        "-1",
        "1.5m",
        "1,00",
        "1,0000",
        "101m",
        "1g",
        "one",
        " 1k",
        "1k ",
        "99999999999999999999"
      })
  void whatIsNoTargetIsNone(String text) {
    assertThat(new Target().read(text)).isNull();
  }
}
