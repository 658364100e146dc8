package dev.freshet.net.pusher;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.model.app.ClientLimits;
import dev.freshet.wire.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Any body is an event or a batch within the bounds, or refused in one of the known ways. */
class EventReaderFuzzTest {
  private static final ClientLimits LIMITS = ClientLimits.DEFAULT;
  private static final Set<Problem> KNOWN =
      EnumSet.of(
          Problem.BAD_JSON,
          Problem.BAD_REQUEST,
          Problem.BAD_LABEL,
          Problem.BAD_CHANNEL,
          Problem.BODY_TOO_LARGE);

  /** Where random bytes would seldom get to. */
  private static final List<String> SEEDS =
      List.of(
          "{\"name\":\"e\",\"channel\":\"c\",\"data\":\"\"%s}",
          "{\"name\":\"e\",\"channels\":[\"c\"],\"data\":{\"a\":[1]}%s}",
          "{\"batch\":[{\"name\":\"e\",\"channel\":\"c\",\"data\":\"\"%s}]}");

  @FuzzTest(maxDuration = "60s")
  void anyBodyIsReadOrRefused(byte[] input) {
    check(input);
    String text = new String(input, StandardCharsets.UTF_8);
    for (String seed : SEEDS) {
      check(seed.replace("%s", text).getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void check(byte[] body) {
    try {
      check(EventReader.event(body.clone(), LIMITS));
    } catch (Refused e) {
      assertThat(e.problem()).isIn(KNOWN);
    }
    try {
      List<Event> batch = EventReader.batch(body.clone(), LIMITS);
      assertThat(batch).hasSizeBetween(1, LIMITS.batchSize());
      batch.forEach(EventReaderFuzzTest::check);
    } catch (Refused e) {
      assertThat(e.problem()).isIn(KNOWN);
    }
  }

  private static void check(Event event) {
    assertThat(event.data().isText()).isTrue();
    assertThat(Utf8.isValid(event.data().bytes())).isTrue();
    assertThat(event.data().size()).isLessThanOrEqualTo(LIMITS.messageBytes());
    assertThat(event.channels()).hasSizeBetween(1, LIMITS.channelsPerEvent());
    assertThat(event.channels()).allMatch(ChannelName::isValid);
    assertThat(new HashSet<>(event.channels())).hasSameSizeAs(event.channels());
    assertThat(event.name()).isNotEmpty().doesNotStartWith("pusher:");
    assertThat(event.info()).doesNotContain(Attribute.CACHE);
    assertThat(event.draft().event()).isEqualTo(event.name());
  }
}
