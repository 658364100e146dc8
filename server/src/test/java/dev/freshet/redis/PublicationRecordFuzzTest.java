package dev.freshet.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.freshet.model.Publication;

/** Whatever is found in Redis is a record or is refused, and what was read is written as it was. */
class PublicationRecordFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void noInputIsMoreThanRefused(byte[] input) {
    Publication read;
    try {
      read = PublicationRecord.read(input);
    } catch (PublicationRecord.Unreadable e) {
      return;
    }
    assertThat(again(read)).isEqualTo(read);
  }

  private static Publication again(Publication read) {
    try {
      return PublicationRecord.read(PublicationRecord.write(read));
    } catch (PublicationRecord.Unreadable e) {
      throw new AssertionError(e);
    }
  }
}
