package dev.freshet.wire.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.model.ChannelName;
import dev.freshet.model.CloseReason;
import dev.freshet.model.Payload;
import dev.freshet.model.Position;
import dev.freshet.model.Problem;
import dev.freshet.model.Publication;
import dev.freshet.wire.Command;
import dev.freshet.wire.Dialect;
import dev.freshet.wire.Signal;
import dev.freshet.wire.Tree;
import dev.freshet.wire.Wire;
import dev.freshet.wire.sse.EventStream.Event;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Server-Sent Events to the byte, and as a client that follows the standard hears them. */
class SseDialectTest {
  private static final ChannelName CHAT = new ChannelName("app", "chat");
  private static final Dialect ONE = SseDialect.of(false, false);
  private static final Dialect SEVERAL = SseDialect.of(false, true);
  private static final Dialect JSON = SseDialect.of(true, false);
  private static final Position P3 = new Position("e1", 3);

  private static String text(Consumer<ByteBuf> writer) {
    ByteBuf out = Unpooled.buffer();
    writer.accept(out);
    return out.toString(UTF_8);
  }

  private static Publication publication(String body, @Nullable String event) {
    return new Publication("e1", 3, 5, Payload.text(body), event, null);
  }

  private static Consumer<ByteBuf> encoding(Dialect dialect, Publication publication) {
    return out -> dialect.wire().encode(out, CHAT, publication);
  }

  private static Consumer<ByteBuf> telling(Dialect dialect, Signal signal) {
    return out -> dialect.encode(out, signal);
  }

  @Test
  void aPublicationIsAnEventWithItsPosition() {
    assertThat(text(encoding(ONE, publication("hi", "note"))))
        .isEqualTo("id: e1:3\nevent: note\ndata: hi\n\n");
  }

  @Test
  void whatHasNoPositionAndNoNameHasOnlyData() {
    var bare = new Publication("", 0, 5, Payload.text("hi"), null, null);
    assertThat(text(encoding(ONE, bare))).isEqualTo("data: hi\n\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "  two spaces",
        "one",
        "one\ntwo",
        "one\n\ntwo",
        "\n",
        "\n\n",
        "ends\n",
        "\nstarts",
        "data: fake\n\nevent: fake",
        ":comment",
        "id: 1\nretry: 1",
        "\ufeffmark",
        "tab\t nul\u0000 é 😀 \u2028\u2029\u0085\u000b\u000c"
      })
  void anyBodyArrivesAsItWas(String body) {
    var stream = EventStream.of(encoding(ONE, publication(body, null)));
    assertThat(stream.events()).containsExactly(new Event("message", body, "e1:3"));
  }

  /** The standard has one line break; a body comes back with line feeds for each of the three. */
  @ParameterizedTest
  @ValueSource(
      strings = {"a\rb", "a\r\nb", "a\r", "\r", "\r\n", "\r\r\n\n", "a\n\rb", "x\r\n\r\ny"})
  void everyKindOfLineBreakArrivesAsALineFeed(String body) {
    var stream = EventStream.of(encoding(ONE, publication(body, null)));
    String expected = body.replace("\r\n", "\n").replace('\r', '\n');
    assertThat(stream.events()).containsExactly(new Event("message", expected, "e1:3"));
  }

  @Test
  void noBodyCanBreakOutOfItsEvent() {
    var random = new Random(3);
    String letters = "a:\n\r \u0000d";
    for (int i = 0; i < 2_000; i++) {
      var body = new StringBuilder();
      random
          .ints(random.nextInt(12), 0, letters.length())
          .forEach(c -> body.append(letters.charAt(c)));
      var stream =
          EventStream.of(out -> {
            encoding(ONE, publication(body.toString(), null)).accept(out);
            encoding(ONE, publication("next", null)).accept(out);
          });
      String expected = body.toString().replace("\r\n", "\n").replace('\r', '\n');
      assertThat(stream.events())
          .containsExactly(
              new Event("message", expected, "e1:3"), new Event("message", "next", "e1:3"));
    }
  }

  @Test
  void aBinaryBodyArrivesAsBase64() {
    byte[] body = new byte[300];
    new Random(2).nextBytes(body);
    var binary = new Publication("e1", 3, 5, Payload.binary(body), null, null);
    var stream = EventStream.of(encoding(ONE, binary));
    assertThat(Base64.getDecoder().decode(stream.events().getFirst().data())).isEqualTo(body);
    assertThat(
            text(encoding(ONE, new Publication("", 0, 5, Payload.binary(new byte[0]), null, null))))
        .isEqualTo("data: \n\n");
  }

  @Test
  void anEventNameArrivesAsItWas() {
    var stream = EventStream.of(encoding(ONE, publication("x", "order: größer 😀")));
    assertThat(stream.events()).containsExactly(new Event("order: größer 😀", "x", "e1:3"));
  }

  @Test
  void withJsonTheDataIsTheEnvelopeInOneLine() {
    String text = text(encoding(JSON, publication("a\r\nb\u2028", "note")));
    assertThat(text.lines().filter(line -> line.startsWith("data"))).hasSize(1);
    var event =
        EventStream.of(encoding(JSON, publication("a\r\nb\u2028", "note"))).events().getFirst();
    assertThat(event.type()).isEqualTo("note");
    assertThat(event.lastEventId()).isEqualTo("e1:3");
    assertThat(Tree.object(event.data()))
        .isEqualTo(
            Map.of(
                "channel",
                "chat",
                "event",
                "note",
                "data",
                "a\r\nb\u2028",
                "epoch",
                "e1",
                "offset",
                3L,
                "time",
                5L));
  }

  @Test
  void onSeveralChannelsTheIdIsThePrefixAndSaysAllPositions() {
    Wire wire = SEVERAL.wire();
    assertThat(wire.wantsPrefix()).isTrue();
    assertThat(text(encoding(SEVERAL, publication("hi", null)))).isEqualTo("data: hi\n\n");
    var stream =
        EventStream.of(out -> {
          wire.prefix(out, List.of(P3, new Position("-", 0), new Position("x_9", 77)));
          wire.encode(out, CHAT, publication("hi", "note"));
        });
    assertThat(stream.events()).containsExactly(new Event("note", "hi", "e1:3,-:0,x_9:77"));
  }

  @Test
  void aSubscriptionMovesTheIdWithoutAnEvent() {
    var stream = EventStream.of(telling(ONE, new Signal.Subscribed(CHAT, P3, false)));
    assertThat(stream.events()).isEmpty();
    assertThat(stream.lastEventId()).isEqualTo("e1:3");
  }

  @Test
  void aSubscriptionWithoutAPositionSaysNothing() {
    assertThat(text(telling(ONE, new Signal.Subscribed(CHAT, null, false)))).isEmpty();
    assertThat(text(telling(SEVERAL, new Signal.Subscribed(CHAT, P3, true)))).isEmpty();
  }

  @Test
  void standingMovesTheIdOfAllChannelsWithoutAnEvent() {
    var standing = new Signal.Standing(List.of(P3, new Position("b", 0)));
    var stream = EventStream.of(telling(SEVERAL, standing));
    assertThat(stream.events()).isEmpty();
    assertThat(stream.lastEventId()).isEqualTo("e1:3,b:0");
  }

  @Test
  void aResetIsAnEventOfItsOwnAndMovesTheId() {
    var event = EventStream.of(telling(ONE, new Signal.Reset(CHAT, P3))).events().getFirst();
    assertThat(event.type()).isEqualTo("freshet:reset");
    assertThat(event.lastEventId()).isEqualTo("e1:3");
    assertThat(Tree.object(event.data()))
        .isEqualTo(Map.of("channel", "chat", "epoch", "e1", "offset", 3L));
    assertThat(text(telling(ONE, new Signal.Reset(CHAT, null))))
        .isEqualTo("event: freshet:reset\ndata: {\"channel\":\"chat\"}\n\n");
  }

  @Test
  void onSeveralChannelsAResetLeavesTheIdToStanding() {
    var stream =
        EventStream.of(out -> {
          SEVERAL.encode(out, new Signal.Standing(List.of(P3, P3)));
          SEVERAL.encode(out, new Signal.Reset(CHAT, P3));
        });
    assertThat(stream.events()).hasSize(1);
    assertThat(stream.lastEventId()).isEqualTo("e1:3,e1:3");
  }

  @Test
  void aFailureIsAnEventOfItsOwn() {
    var failed = new Signal.Failed(Problem.INTERNAL, "a\nb \"c\"");
    var event = EventStream.of(telling(ONE, failed)).events().getFirst();
    assertThat(event.type()).isEqualTo("freshet:failed");
    assertThat(Tree.object(event.data()))
        .isEqualTo(Map.of("code", "internal", "detail", "a\nb \"c\""));
  }

  @Test
  void retryTellsTheClientHowLongToWait() {
    assertThat(text(out -> SseDialect.retry(out, 3_000))).isEqualTo("retry: 3000\n\n");
    assertThat(EventStream.of(out -> SseDialect.retry(out, 3_000)).reconnectionTime())
        .isEqualTo(3_000);
  }

  @Test
  void whenToComeBackIsTheNextReconnectionTime() {
    var stream = EventStream.of(telling(ONE, new Signal.ComeBack(350)));
    assertThat(stream.reconnectionTime()).isEqualTo(350);
    assertThat(stream.events()).isEmpty();
  }

  @Test
  void aHeartbeatIsNoEventAndKeepsTheId() {
    var stream =
        EventStream.of(out -> {
          encoding(ONE, publication("a", null)).accept(out);
          ONE.heartbeat(out);
          encoding(ONE, publication("b", null)).accept(out);
          ONE.heartbeat(out);
        });
    assertThat(stream.events()).extracting(Event::data).containsExactly("a", "b");
    assertThat(stream.lastEventId()).isEqualTo("e1:3");
    assertThat(ONE.answersHeartbeat()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(CloseReason.class)
  void aFarewellIsNoEvent(CloseReason reason) {
    assertThat(text(out -> ONE.farewell(out, reason))).isEqualTo(": " + reason.text() + "\n\n");
    assertThat(EventStream.of(out -> ONE.farewell(out, reason)).events()).isEmpty();
  }

  @Test
  void nothingCanBeSaidOnAnEventStream() {
    assertThat(ONE.decode(Unpooled.copiedBuffer("x", UTF_8), true))
        .isEqualTo(new Command.Malformed(Problem.BAD_REQUEST, "an event stream takes no messages"));
  }

  @Test
  void everyKindHasAWireOfItsOwn() {
    var names = new HashSet<String>();
    for (boolean json : new boolean[] {false, true}) {
      for (boolean several : new boolean[] {false, true}) {
        assertThat(SseDialect.of(json, several)).isSameAs(SseDialect.of(json, several));
        assertThat(SseDialect.of(json, several).wire().wantsPrefix()).isEqualTo(several);
        names.add(SseDialect.of(json, several).wire().name());
      }
    }
    assertThat(names)
        .containsExactlyInAnyOrder("sse", "sse-several", "sse-json", "sse-json-several");
  }
}
