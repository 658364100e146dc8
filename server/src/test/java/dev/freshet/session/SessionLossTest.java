package dev.freshet.session;

import static dev.freshet.session.SessionRig.JSON;
import static dev.freshet.session.SessionRig.RAW;
import static dev.freshet.session.SessionRig.SSE;
import static dev.freshet.session.SessionRig.SSE_SEVERAL;
import static dev.freshet.session.SessionRig.at;
import static dev.freshet.session.SessionRig.bare;
import static dev.freshet.session.SessionRig.page;
import static dev.freshet.session.SessionRig.range;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.cluster.History.Page;
import dev.freshet.metrics.Metric;
import dev.freshet.model.Notice;
import dev.freshet.model.Payload;
import dev.freshet.model.Position;
import dev.freshet.model.Publication;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a client that hears a channel is told when publications of it were lost. */
class SessionLossTest {
  private static final Publication LOSS = Publication.lost(new Position("n", 9), 5);

  private final SessionRig rig = new SessionRig();

  /** What was written, line by line, JSON without the header of its frame. */
  private List<String> lines() {
    return rig.outlet.take().stream()
        .flatMap(String::lines)
        .filter(line -> !line.isEmpty())
        .map(line -> line.contains("{\"") ? line.substring(line.indexOf("{\"")) : line)
        .toList();
  }

  private static Publication after(long offset) {
    return new Publication("n", offset, 5, range(offset, offset)[0].payload(), null, null);
  }

  private List<String> hears(Publication... publications) {
    lines();
    for (Publication publication : publications) {
      rig.hub.deliver(SessionRig.channel("kept"), publication);
    }
    rig.loop.run();
    return lines();
  }

  @Test
  void anEventStreamIsResetWhereTheLossIs() {
    rig.history.answer(page(7, true));
    rig.open(SSE, "kept", (Position) null);
    assertThat(hears(range(8, 8)[0], LOSS, after(10)))
        .containsExactly(
            "id: e:8",
            "data: m8",
            "id: n:9",
            "event: freshet:reset",
            "{\"channel\":\"kept\",\"epoch\":\"n\",\"offset\":9}",
            "id: n:10",
            "data: m10",
            "flush");
    assertThat(rig.count(Metric.LOSSES_TOLD)).isEqualTo(1);
  }

  @Test
  void aJsonWebSocketIsResetWhereTheLossIs() {
    rig.history.answer(page(7, true));
    rig.open(JSON, "kept", (Position) null);
    List<String> heard = hears(range(8, 8)[0], LOSS, after(10));
    assertThat(heard).hasSize(4);
    assertThat(heard.get(0)).contains("m8");
    assertThat(heard.get(1))
        .isEqualTo("{\"signal\":\"reset\",\"channel\":\"kept\",\"epoch\":\"n\",\"offset\":9}");
    assertThat(heard.get(2)).contains("m10");
  }

  @Test
  void aRawWebSocketCannotBeToldAndIsClosedWhereTheLossIs() {
    rig.history.answer(page(7, true));
    rig.open(RAW, "kept", (Position) null);
    rig.outlet.take();
    rig.publish("kept", range(8, 8)[0], LOSS, after(10));
    assertThat(rig.outlet.take()).hasSize(2).last().isEqualTo("close POSITION_GONE");
    assertThat(rig.hub.subscriptions()).isZero();
    assertThat(rig.count(Metric.LOSSES_TOLD)).isEqualTo(1);
  }

  @Test
  void ofSeveralChannelsOnlyTheOneMovesInTheId() {
    rig.history.answer(page(7, true));
    rig.open(SSE_SEVERAL, "other-kept", "kept");
    rig.history.answer(page(7, true));
    assertThat(hears(range(8, 8)[0], LOSS, after(10)))
        .containsExactly(
            "id: -:0,e:8",
            "data: m8",
            "id: -:0,n:9",
            "event: freshet:reset",
            "{\"channel\":\"kept\",\"epoch\":\"n\",\"offset\":9}",
            "id: -:0,n:10",
            "data: m10",
            "flush");
  }

  @Test
  void aChannelWithoutHistoryIsResetWithoutAPosition() {
    rig.open(JSON, "open", (Position) null);
    lines();
    rig.publish("open", bare("a"), Publication.lost(null, 5));
    assertThat(lines()).contains("{\"signal\":\"reset\",\"channel\":\"open\"}").endsWith("flush");
  }

  @Test
  void whoReadHistoryAfterTheLossIsResumedAndNotReset() {
    var later = new CompletableFuture<Page>();
    rig.history.answer(name -> later);
    rig.open(JSON, "kept", new Position("n", 8));
    rig.publish("kept", range(5, 5)[0], LOSS, after(10));
    later.complete(new Page(new Position("n", 10), List.of(after(9), after(10)), true));
    List<String> told = lines();
    assertThat(told).hasSize(3).noneMatch(line -> line.contains("reset"));
    assertThat(told.get(1)).containsOnlyOnce("m9").containsOnlyOnce("m10").doesNotContain("m5");
    assertThat(rig.count(Metric.LOSSES_TOLD)).isZero();
  }

  @Test
  void whoReadHistoryBeforeTheLossIsConfirmedAndThenReset() {
    var later = new CompletableFuture<Page>();
    rig.history.answer(name -> later);
    rig.open(JSON, "kept", at(7));
    rig.publish("kept", LOSS);
    later.complete(page(7, true));
    assertThat(lines())
        .containsExactly(
            "{\"signal\":\"subscribed\",\"channel\":\"kept\",\"epoch\":\"e\","
                + "\"offset\":7,\"resumed\":true}",
            "{\"signal\":\"reset\",\"channel\":\"kept\",\"epoch\":\"n\",\"offset\":9}",
            "flush");
  }

  @Test
  void aRawClientWhoReadBeforeTheLossIsClosedAndHearsNoOtherChannel() {
    var later = new CompletableFuture<Page>();
    rig.history.answer(name -> later);
    rig.session(RAW)
        .open(
            List.of(SessionRig.channel("kept"), SessionRig.channel("kept-b")),
            Arrays.asList(null, null));
    rig.publish("kept", LOSS);
    rig.publish("kept-b", range(8, 8));
    later.complete(page(7, true));
    assertThat(rig.outlet.take()).containsExactly("close POSITION_GONE");
  }

  @Test
  void otherNewsOfTheChannelIsNothingToSuchClients() {
    rig.history.answer(page(7, true));
    rig.open(JSON, "kept", (Position) null);
    var count = Publication.of(Notice.COUNT, Payload.text("2"), 5);
    assertThat(hears(count, LOSS, count)).hasSize(2).first().asString().contains("reset");
  }
}
