package dev.freshet.tools.load.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.tools.load.client.Description.Closes;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryTest {
  private final RandomGenerator random = new Random(7);

  @Test
  void aNaiveClientWaitsTheSameAlwaysWhateverIsSaid() {
    assertThat(Retry.NAIVE.delay(Retry.NEVER, 9, 1000, random)).isEqualTo(1000);
    assertThat(Retry.NAIVE.delay(30_000, 0, 1000, random)).isEqualTo(1000);
  }

  @Test
  void anObedientClientDoesWhatIsSaid() {
    assertThat(Retry.OBEY.delay(5000, 3, 1000, random)).isEqualTo(5000);
    assertThat(Retry.OBEY.delay(0, 3, 1000, random)).isZero();
    assertThat(Retry.OBEY.delay(Retry.NEVER, 0, 1000, random)).isEqualTo(Retry.NEVER);
  }

  @Test
  void jitterIsFullAndDoublesUpToTwentySeconds() {
    for (int failures = 0; failures < 40; failures++) {
      int most = 0;
      for (int i = 0; i < 2000; i++) {
        int delay = Retry.JITTER.delay(Retry.NEVER, failures, 1000, random);
        assertThat(delay).isBetween(0, 20_000);
        most = Math.max(most, delay);
      }
      int bound = failures > 5 ? 20_000 : 500 << failures;
      assertThat(most).isLessThanOrEqualTo(bound).isGreaterThan(bound / 2);
    }
  }

  @Test
  void whoDoesNotComeBackNeverDoes() {
    assertThat(Retry.NONE.delay(0, 0, 1000, random)).isEqualTo(Retry.NEVER);
  }

  @ParameterizedTest
  @CsvSource({
    "503,'HTTP/1.1 503 x\r\nRetry-After: 7\r\n\r\n',7000",
    "429,'HTTP/1.1 429 x\r\nretry-after:12\r\n\r\n',12000",
    "503,'HTTP/1.1 503 x\r\n\r\n',-1",
    "503,'HTTP/1.1 503 x\r\nRetry-After: Fri, 31 Dec\r\n\r\n',-1",
    "503,'HTTP/1.1 503 x\r\nRetry-After: 999999999\r\n\r\n',600000",
    "401,'HTTP/1.1 401 x\r\nRetry-After: 7\r\n\r\n',-2",
    "500,'HTTP/1.1 500 x\r\n\r\n',-1"
  })
  void aRefusalSaysWhenToComeBack(int status, String head, int said) {
    assertThat(Advice.ofHead(status, head)).isEqualTo(said);
  }

  @ParameterizedTest
  @CsvSource({
    "4000,PUSHER,-2", "4099,PUSHER,-2", "4100,PUSHER,-1", "4199,PUSHER,-1", "4200,PUSHER,0",
    "4299,PUSHER,0", "1006,PUSHER,-1", "1001,FRESHET,-1", "4000,FRESHET,0", "4005,FRESHET,0",
    "1008,FRESHET,-2", "4777,FRESHET,-1", "4005,OTHER,-1"
  })
  void aCloseCodeMeansWhatItsProtocolSays(int code, Closes closes, int said) {
    assertThat(Advice.ofClose(code, closes)).isEqualTo(said);
  }

  @Test
  void signalsAndLinesSayWhenToComeBack() {
    assertThat(Advice.ofSignal("{\"signal\":\"come-back\",\"after\":1234}")).isEqualTo(1234);
    assertThat(Advice.ofSignal("{\"signal\":\"subscribed\",\"after\":1}")).isEqualTo(-1);
    byte[] line = "retry: 2000".getBytes(UTF_8);
    assertThat(Advice.ofRetryLine(line, line.length)).isEqualTo(2000);
  }
}
