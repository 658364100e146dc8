package dev.freshet.net.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.freshet.net.admission.FirstBytes.Form;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/**
 * Whatever a socket begins with: nothing is thrown, nothing is read that is not there, the bytes
 * stay as they are, and what is known of the whole does not change with what follows.
 */
class FirstBytesFuzzTest {

  @FuzzTest(maxDuration = "90s")
  void anyBeginningTellsSomething(byte[] input) {
    ByteBuf bytes = Unpooled.wrappedBuffer(input);
    FirstBytes seen = FirstBytes.of(bytes, "");
    assertThat(bytes.readerIndex()).isZero();
    assertThat(bytes.readableBytes()).isEqualTo(input.length);
    assertThat(FirstBytes.of(bytes, "")).isEqualTo(seen);
    if (input.length == 0) {
      assertThat(seen.form()).isEqualTo(Form.NOTHING);
    }
    if (seen.form() == Form.PUSHER) {
      assertThat(seen.key()).isNotEmpty();
    }
    if (seen.whole() && seen.form() != Form.TLS && input.length < FirstBytes.MOST) {
      byte[] longer = Arrays.copyOf(input, input.length + 7);
      assertThat(FirstBytes.of(Unpooled.wrappedBuffer(longer), "").form()).isEqualTo(seen.form());
    }
    // A cut in two is what sockets do.
    ByteBuf half = Unpooled.wrappedBuffer(input, 0, input.length / 2);
    assertThat(FirstBytes.of(half, "").kind()).isNotNull();
  }
}
