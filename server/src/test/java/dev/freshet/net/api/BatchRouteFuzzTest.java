package dev.freshet.net.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.freshet.model.Draft;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.wire.Utf8;
import java.time.Duration;

/** Any bytes are a batch within its bounds, or refused. */
class BatchRouteFuzzTest {
  private static final int LIMIT = 5;

  @FuzzTest(maxDuration = "90s")
  void anyBytesAreABatchOrRefused(byte[] input) {
    try {
      var batch = BatchRoute.read(input, LIMIT);
      assertThat(batch).hasSizeLessThanOrEqualTo(LIMIT);
      for (var addressed : batch) {
        assertThat(addressed.channel()).isNotNull();
        Draft draft = addressed.draft();
        // JSON may say in two bytes what takes six of UTF-8, and no more.
        assertThat(draft.payload().size()).isLessThanOrEqualTo(3 * input.length);
        if (draft.payload().isText()) {
          assertThat(Utf8.isValid(draft.payload().bytes())).isTrue();
        }
        Duration ttl = draft.ttl();
        assertThat(ttl == null || (ttl.isPositive() && ttl.toDays() <= 365)).isTrue();
      }
    } catch (Refused e) {
      assertThat(e.problem())
          .isIn(Problem.BAD_JSON, Problem.BAD_LABEL, Problem.BAD_REQUEST, Problem.BATCH_TOO_LARGE);
    }
  }
}
