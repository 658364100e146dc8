package dev.freshet.session;

import static dev.freshet.session.SessionRig.JSON;
import static dev.freshet.session.SessionRig.SSE_SEVERAL;
import static dev.freshet.session.SessionRig.at;
import static dev.freshet.session.SessionRig.bare;
import static dev.freshet.session.SessionRig.channel;
import static dev.freshet.session.SessionRig.page;
import static dev.freshet.session.SessionRig.range;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.cluster.History.Page;
import dev.freshet.model.Position;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** One connection, several channels: each event says where the client stands in all of them. */
class SessionSeveralTest {
  private final SessionRig rig = new SessionRig();

  private List<String> lines() {
    return String.join("", rig.outlet.take()).lines().filter(line -> !line.isEmpty()).toList();
  }

  @Test
  void everyEventSaysAllPositionsInTheOrderAskedFor() {
    rig.history.answer(page(7, true));
    rig.open(SSE_SEVERAL, "kept-b", "open", "kept-a");
    assertThat(lines()).containsExactly("id: e:7,-:0,e:7", "flush");
    rig.publish("kept-a", range(8, 9));
    rig.publish("open", bare("x"));
    rig.publish("kept-b", range(8, 8));
    assertThat(lines())
        .containsExactly(
            "id: e:7,-:0,e:8",
            "data: m8",
            "id: e:7,-:0,e:9",
            "data: m9",
            "flushid: e:7,-:0,e:9",
            "data: x",
            "flushid: e:8,-:0,e:9",
            "data: m8",
            "flush");
  }

  @Test
  void whatIsReplayedOnOneChannelLeavesTheOthersWhereTheClientStood() {
    rig.history.answer(name ->
        CompletableFuture.completedFuture(
            name.equals(channel("kept-a"))
                ? page(3, true, range(2, 3))
                : page(6, true, range(5, 6))));
    UrlSession session = rig.session(SSE_SEVERAL);
    session.open(List.of(channel("kept-a"), channel("kept-b")), Arrays.asList(at(1), at(4)));
    assertThat(lines())
        .containsExactly(
            "id: e:1,e:4",
            "id: e:2,e:4",
            "data: m2",
            "id: e:3,e:4",
            "data: m3",
            "id: e:3,e:5",
            "data: m5",
            "id: e:3,e:6",
            "data: m6",
            "flush");
  }

  @Test
  void aChannelWhosePastIsGoneIsResetAndTheOthersResume() {
    rig.history.answer(name ->
        CompletableFuture.completedFuture(
            name.equals(channel("kept-a")) ? page(9, false) : page(6, true, range(6, 6))));
    UrlSession session = rig.session(SSE_SEVERAL);
    session.open(List.of(channel("kept-a"), channel("kept-b")), Arrays.asList(at(1), at(5)));
    assertThat(lines())
        .containsExactly(
            "id: e:1,e:5",
            "id: e:9,e:5",
            "event: freshet:reset",
            "data: {\"channel\":\"kept-a\",\"epoch\":\"e\",\"offset\":9}",
            "id: e:9,e:6",
            "data: m6",
            "flush");
  }

  @Test
  void nothingIsToldUntilTheHistoryOfAllIsThere() {
    var a = new CompletableFuture<Page>();
    var b = new CompletableFuture<Page>();
    rig.history.answer(name -> name.equals(channel("kept-a")) ? a : b);
    rig.open(JSON, "kept-a", "kept-b");
    a.complete(page(1, true));
    rig.publish("kept-a", range(2, 2));
    assertThat(rig.outlet.take()).isEmpty();
    b.complete(page(0, true));
    List<String> told = rig.outlet.take();
    assertThat(told).hasSize(4);
    assertThat(told.get(0)).contains("subscribed", "kept-a");
    assertThat(told.get(1)).contains("m2");
    assertThat(told.get(2)).contains("subscribed", "kept-b");
    assertThat(told.get(3)).isEqualTo("flush");
  }

  @Test
  void whoIsTooSlowForTheReplayOfOneChannelIsNotGivenTheOther() {
    rig.outlet.tooSlowAt(2);
    rig.history.answer(page(4, true, range(1, 4)));
    UrlSession session = rig.session(SSE_SEVERAL);
    session.open(List.of(channel("kept-a"), channel("kept-b")), Arrays.asList(at(0), at(0)));
    assertThat(lines())
        .containsExactly("id: e:0,e:0", "id: e:1,e:0", "data: m1", "close SLOW_READER");
    assertThat(rig.hub.subscriptions()).isZero();
  }

  @Test
  void whoIsTooSlowForWhatWasHeldIsNotGivenTheOther() {
    var later = new CompletableFuture<Page>();
    rig.history.answer(name -> later);
    rig.open(SSE_SEVERAL, "kept-a", "kept-b");
    rig.publish("kept-a", range(1, 2));
    rig.publish("kept-b", range(1, 2));
    rig.outlet.tooSlowAt(2);
    later.complete(page(0, true));
    assertThat(lines())
        .containsExactly("id: e:0,e:0", "id: e:1,e:0", "data: m1", "close SLOW_READER");
  }

  @Test
  void earliestOfEachChannelStartsBeforeItsOldest() {
    rig.history.answer(
        name -> CompletableFuture.completedFuture(page(5, true, range(4, 5)[1], range(4, 5)[0])));
    UrlSession session = rig.session(SSE_SEVERAL);
    session.open(
        List.of(channel("kept-a"), channel("open")), Arrays.asList(Position.EARLIEST, null));
    assertThat(lines().subList(0, 3)).containsExactly("id: e:3,-:0", "id: e:4,-:0", "data: m4");
  }
}
