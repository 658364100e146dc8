package dev.freshet.wire.pusher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.model.ChannelName;
import dev.freshet.model.CloseReason;
import dev.freshet.model.Member;
import dev.freshet.model.Notice;
import dev.freshet.model.Payload;
import dev.freshet.model.Position;
import dev.freshet.model.Problem;
import dev.freshet.model.Publication;
import dev.freshet.model.Roster;
import dev.freshet.model.Sender;
import dev.freshet.wire.Dialect;
import dev.freshet.wire.Signal;
import dev.freshet.wire.Tree;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What clients of Pusher are sent, to the byte. */
class PusherEncodeTest {
  private static final Dialect PUSHER = PusherDialect.of(false);

  private static ChannelName channel(String name) {
    return new ChannelName("app", name);
  }

  private static Payload json(String text) {
    return Payload.json(text.getBytes(UTF_8));
  }

  private static Consumer<ByteBuf> told(Signal signal) {
    return out -> PUSHER.encode(out, signal);
  }

  private static Consumer<ByteBuf> heard(String channel, Publication publication) {
    return out -> PUSHER.wire().encode(out, channel(channel), publication);
  }

  private static Consumer<ByteBuf> heard(
      String channel, @Nullable String event, Payload payload, @Nullable Sender sender) {
    return heard(channel, new Publication("e", 1, 5, payload, event, null, sender, null));
  }

  private static Consumer<ByteBuf> news(Notice notice, String id, Payload info) {
    return heard("presence-r", Publication.of(notice, new Member(id, info), 3, 5));
  }

  private static Consumer<ByteBuf> refused(String channel, Problem problem, String detail) {
    return told(new Signal.NotSubscribed(channel, problem, detail));
  }

  /** What is written, by the golden file that has it. */
  private static Map<String, List<Consumer<ByteBuf>>> table() {
    var table = new TreeMap<String, List<Consumer<ByteBuf>>>();
    table.put("connection_established", List.of(told(new Signal.Welcome("123.456", 120))));
    table.put("pong", List.of(told(new Signal.Pong())));
    table.put(
        "subscription_succeeded",
        List.of(
            told(new Signal.Joined(channel("private-x"), null)),
            told(
                new Signal.Joined(
                    channel("presence-r"),
                    new Roster(
                        7,
                        List.of(new Member("u1", json("{\"n\":\"\\\"A\\\"\"}")), Member.of("2"))))),
            told(new Signal.Joined(channel("presence-r"), new Roster(7, List.of())))));
    table.put("cache_miss", List.of(told(new Signal.NothingCached(channel("cache-c")))));
    table.put(
        "subscription_error",
        List.of(
            refused("private-x", Problem.TOKEN_INVALID, ""),
            refused("private-x", Problem.FORBIDDEN, "say \"who\""),
            refused("presence-r", Problem.TOO_MANY_MEMBERS, "the limit is 100 members"),
            refused("x", Problem.TOO_MANY_CHANNELS, "the limit is 100 channels"),
            refused("a b", Problem.BAD_CHANNEL, "no spaces"),
            refused("x", Problem.BROKER_UNAVAILABLE, "try again")));
    table.put("signin_success", List.of(told(new Signal.SignedIn("{\"id\":\"12345\"}"))));
    table.put(
        "watchlist_events",
        List.of(
            told(new Signal.Watched(List.of("a", "b"), List.of("c"))),
            told(new Signal.Watched(List.of("a"), List.of())),
            told(new Signal.Watched(List.of(), List.of("c")))));
    table.put(
        "error",
        List.of(
            told(new Signal.Failed(Problem.BAD_REQUEST, "unknown event x")),
            told(new Signal.Failed(Problem.RATE_LIMITED, "the limit is 10 client events a second")),
            told(new Signal.Failed(Problem.WATCHLIST_TOO_LONG, ""))));
    table.put(
        "message",
        List.of(
            heard("news", "App\\Events\\Sent", Payload.text("{\"some\":\"data\"}"), null),
            heard("news", null, Payload.text("é 𝕏\n"), null),
            heard("news", "e", Payload.text(""), new Sender("1.2", null)),
            heard("news", "e", Payload.binary(new byte[] {0, -1}), null),
            heard(
                "private-a", "client-typing", json("{ \"by\" : \"é\" }"), new Sender("1.2", null)),
            heard("presence-a", "client-typing", Payload.text("x"), new Sender("1.2", "u2")),
            heard("presence-a", "client-typing", Payload.NULL, new Sender("1.2", "u2"))));
    table.put(
        "member_added",
        List.of(
            news(Notice.JOINED, "u2", json("{\"n\":\"B\"}")),
            news(Notice.JOINED, "2", Payload.NULL)));
    table.put("member_removed", List.of(news(Notice.LEFT, "u2", json("{\"n\":\"B\"}"))));
    table.put(
        "subscription_count",
        List.of(heard("news", Publication.of(Notice.COUNT, Payload.text("5"), 5))));
    return table;
  }

  static Set<String> kinds() {
    return table().keySet();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyKindIsWrittenAsItsFileHasIt(String kind) {
    List<String> written =
        table().getOrDefault(kind, List.of()).stream()
            .flatMap(writer -> Golden.frames(writer).stream())
            .toList();
    assertThat(written).isEqualTo(Golden.lines("server", kind));
  }

  @Test
  void everyFileIsWritten() {
    assertThat(Golden.names("server"))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(kinds().stream(), Stream.of("farewell")).toList());
  }

  @Test
  void everyReasonToCloseHasItsWords() {
    List<String> written =
        Arrays.stream(CloseReason.values())
            .map(reason ->
                reason
                    + ": "
                    + String.join(", ", Golden.frames(out -> PUSHER.farewell(out, reason))))
            .toList();
    assertThat(written).isEqualTo(Golden.lines("server", "farewell"));
  }

  @ParameterizedTest
  @EnumSource(CloseReason.class)
  void aClientComesBackAsTheReasonSays(CloseReason reason) {
    int code = PusherDialect.code(reason);
    assertThat(code).isLessThan(4300);
    if (code >= 4000) {
      assertThat(code)
          .isBetween(
              switch (reason.comeBack()) {
                case NEVER -> 4000;
                case LATER -> 4100;
                case NOW -> 4000;
              },
              4299);
    } else {
      assertThat(code).isEqualTo(reason.code());
    }
  }

  @ParameterizedTest
  @EnumSource(Problem.class)
  void everyProblemIsToldInBothForms(Problem problem) {
    List<String> failed = Golden.frames(told(new Signal.Failed(problem, "why")));
    assertThat(failed).hasSize(1);
    assertThat(failed.getFirst())
        .matches(
            "\\{\"event\":\"pusher:error\",\"data\":\\{\"code\":(null|430[12]),\"message\":\"why\"}}");
    List<String> refused = Golden.frames(refused("c", problem, ""));
    assertThat(refused).hasSize(1);
    @SuppressWarnings("unchecked")
    var data = (Map<String, Object>) Tree.object(refused.getFirst()).get("data");
    assertThat(data)
        .containsEntry("error", problem.title())
        .containsEntry("status", (long) problem.status())
        .containsOnlyKeys("type", "error", "status");
  }

  @Test
  void whatOnlyOtherClientsAreToldIsNothing() {
    ChannelName channel = channel("c");
    for (Signal signal :
        List.of(
            new Signal.Subscribed(channel, null, false),
            new Signal.Reset(channel, null),
            new Signal.Standing(List.of(new Position("e", 1))),
            new Signal.ComeBack(350))) {
      assertThat(Golden.frames(told(signal))).isEmpty();
    }
  }

  @Test
  void whatConcernsAUserIsNotForClients() {
    ChannelName own = ChannelName.ofUser("app", "u");
    for (Notice notice : Notice.values()) {
      ByteBuf out = Unpooled.buffer();
      PUSHER.wire().encode(out, own, Publication.of(notice, Member.of("u"), 1, 5));
      assertThat(out.isReadable()).isFalse();
    }
    assertThat(Golden.frames(heard("c", Publication.of(Notice.DISCONNECT, Payload.NULL, 5))))
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Notice.class)
  void everyNoticeIsTold(Notice notice) {
    var publication = new Publication("", 1, 5, Payload.text("5"), "u", null, null, notice);
    assertThat(Golden.frames(heard("c", publication)))
        .hasSize(Set.of(Notice.DISCONNECT, Notice.LOST, Notice.RETURNED).contains(notice) ? 0 : 1)
        .allMatch(frame -> frame.startsWith("{\"event\":\"pusher_internal:"));
  }

  @Test
  void aHeartbeatIsAPingThatClientsAnswer() {
    for (boolean deflate : new boolean[] {false, true}) {
      ByteBuf out = Unpooled.buffer();
      PusherDialect.of(deflate).heartbeat(out);
      assertThat(ByteBufUtil.hexDump(out)).isEqualTo("8900");
      assertThat(PusherDialect.of(deflate).answersHeartbeat()).isTrue();
      assertThat(PusherDialect.of(deflate).name()).isEqualTo("pusher");
      assertThat(PusherDialect.of(deflate)).isSameAs(PusherDialect.of(deflate));
      assertThat(PusherDialect.of(deflate).wire().takesNotices()).isTrue();
      assertThat(PusherDialect.of(deflate).wire().wantsPrefix()).isFalse();
    }
    assertThat(
            Stream.of(true, false)
                .map(deflate -> PusherDialect.of(deflate).wire().name())
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder("pusher", "pusher-deflate");
  }

  @Test
  void withCompressionALongMessageIsMarkedAndAShortOneIsNot() {
    Dialect dialect = PusherDialect.of(true);
    for (int size : new int[] {1, 1_000}) {
      ByteBuf out = Unpooled.buffer();
      var publication = new Publication("", 0, 5, Payload.text("x".repeat(size)), "e", null);
      dialect.wire().encode(out, channel("c"), publication);
      assertThat(out.getUnsignedByte(0)).isEqualTo((short) (size == 1 ? 0x81 : 0xc1));
    }
  }

  @Test
  void aRefusalIsAnErrorAndACloseFrameWhoseReasonFits() {
    assertThat(Golden.frames(out -> PusherDialect.refusal(out, 4001, "no app has this key")))
        .containsExactly(
            "{\"event\":\"pusher:error\",\"data\":{\"code\":4001,\"message\":\"no app has this key\"}}",
            "close 4001 no app has this key");
    String text = "é".repeat(100);
    assertThat(Golden.frames(out -> PusherDialect.refusal(out, 4009, text)))
        .containsExactly(
            "{\"event\":\"pusher:error\",\"data\":{\"code\":4009,\"message\":\"%s\"}}"
                .formatted(text),
            "close 4009 " + "é".repeat(61));
  }

  @Test
  void severalPublicationsOneAfterTheOtherAreAValidStream() {
    assertThat(
            Golden.frames(out -> {
              heard("c", "e", Payload.text("x".repeat(70_000)), null).accept(out);
              heard("c", "f", Payload.text("y"), null).accept(out);
            }))
        .hasSize(2)
        .last()
        .isEqualTo("{\"event\":\"f\",\"channel\":\"c\",\"data\":\"y\"}");
  }

  /** No text comes here that has half a pair, but one that did must not end a connection. */
  @Test
  void aNameThatIsNoTextDoesNotStopTheWriter() {
    assertThat(Golden.frames(refused("a\ud800", Problem.BAD_CHANNEL, "b\udc00"))).hasSize(1);
  }
}
