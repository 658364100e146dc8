package dev.freshet.net.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeReportTest {
  @ParameterizedTest
  @CsvSource({
    "1000,0,1000",
    "1000,0.05,1000",
    "1000,0.1,500",
    "1000,0.5,100",
    "1000,50,1",
    "1,0.2,1"
  })
  void aNodeWhoseLoopsAreLateTakesLessInProportion(int rate, double lag, int able) {
    assertThat(NodeReport.able(rate, lag)).isEqualTo(able);
  }
}
