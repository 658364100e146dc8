package dev.freshet.tools.plan.size;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.tools.plan.unit.PerMinute;
import dev.freshet.tools.recorded.Recorded;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeasuredTest {
  private static Map<String, Object> idle(String url, double heap) {
    return Map.of(
        "form",
        1L,
        "command",
        "idle",
        "started",
        "2026-11-28T10:00:00Z",
        "target",
        Map.of("url", url),
        "cost",
        Map.of(
            "heap", Map.of("bytes", heap),
            "native-and-slack", 2_000L,
            "kernel", Map.of("bytes", 3_900L)),
        "connect",
        Map.of("cpu-us-per-handshake", 300.0));
  }

  @Test
  void withoutAResultTheRecordedFiguresHold() {
    ConnectionCost cost = new Measured().cost();
    assertThat(cost.heap().count()).isEqualTo(Recorded.number("heap"));
    assertThat(cost.sources()).allMatch(each -> each.contains("recorded"));
  }

  @Test
  void whatAResultHasReplacesWhatWasRecorded() {
    var measured = new Measured();
    measured.add("idle.json", idle("ws://127.0.0.1:8080", 1_500));
    ConnectionCost cost = measured.cost();
    assertThat(cost.heap().count()).isEqualTo(1_500);
    assertThat(cost.outside().count()).isEqualTo(2_000);
    assertThat(cost.kernel().count()).isEqualTo(3_900);
    assertThat(cost.handshake().micros()).isEqualTo(300);
    assertThat(cost.sources().getFirst())
        .isEqualTo(
            "heap, outside, kernel, handshake: measured on 2026-11-28T10:00:00Z with freshet load"
                + " idle (idle.json)");
    assertThat(cost.sources()).anyMatch(each -> each.startsWith("deliveries: recorded"));
  }

  @Test
  void overTlsOnlyWhatIsAddedCounts() {
    var measured = new Measured();
    measured.add("plain.json", idle("ws://127.0.0.1:8080", 1_500));
    measured.add("tls.json", idle("wss://127.0.0.1:8443", 2_700));
    ConnectionCost cost = measured.cost();
    assertThat(cost.heap().count()).isEqualTo(1_500);
    assertThat(cost.tlsHeap().count()).isEqualTo(1_200);
    assertThat(cost.handshake(true).micros()).isEqualTo(300);
  }

  @Test
  void ratesThatWereMeasuredAreTheNewCurve() {
    var measured = new Measured();
    measured.add(
        "fanout.json",
        Map.of(
            "form",
            1L,
            "command",
            "fanout",
            "rates",
            List.of(
                Map.of("rate", 10.0, "cpu-us-per-delivery", 2.0),
                Map.of("rate", 1.0, "cpu-us-per-delivery", 8.0))));
    ConnectionCost cost = measured.cost();
    assertThat(cost.delivery(new PerMinute(1)).micros()).isEqualTo(8);
    assertThat(cost.delivery(new PerMinute(600)).micros()).isEqualTo(2);
    assertThat(cost.delivery(new PerMinute(6_000)).micros()).isEqualTo(2);
    assertThat(cost.delivery(new PerMinute(60 * Math.sqrt(10))).micros())
        .isCloseTo(4, within(1e-9));
  }

  @Test
  void somethingElseIsRefused() {
    assertThatThrownBy(() -> new Measured().add("x.json", Map.of("fits", true)))
        .hasMessage("--measured: x.json (expected: a result of freshet load --json, form 1)");
    assertThatThrownBy(() -> new Measured().add("x.json", Map.of("form", 1L)))
        .hasMessageContaining("expected: a result with cost");
  }
}
