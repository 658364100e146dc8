package dev.freshet.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.freshet.model.Publication;

/** Whatever is found in Redis is a record or is refused, and what was read is written as it was. */
class NodeRecordFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void noInputIsMoreThanRefused(byte[] input) {
    Publication read;
    try {
      read = NodeRecord.read(input);
    } catch (NodeRecord.Unreadable e) {
      return;
    }
    assertThat(again(read)).isEqualTo(read);
  }

  private static Publication again(Publication read) {
    try {
      return NodeRecord.read(NodeRecord.write(read));
    } catch (NodeRecord.Unreadable e) {
      throw new AssertionError(e);
    }
  }
}
