package dev.freshet.tools.load.publish;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.tools.load.client.PusherAuth;
import java.util.List;
import org.junit.jupiter.api.Test;

class FormTest {
  private static final byte[] BODY = "body".getBytes(US_ASCII);

  private static String message(Form form) {
    return new String(form.message("host:80", 3, BODY), US_ASCII);
  }

  @Test
  void aRequestHasTheChannelTheHeadersAndTheLength() {
    assertThat(message(Form.post("/pub?c=load-{c}", List.of("X-Key: k"), "<{payload}>")))
        .isEqualTo(
            "POST /pub?c=load-3 HTTP/1.1\r\nHost: host:80\r\nX-Key: k\r\nContent-Length: 6"
                + "\r\n\r\n<body>");
  }

  @Test
  void aRedisCommandHasItsLengths() {
    assertThat(message(Form.redis("ch-{c}")))
        .isEqualTo("*3\r\n$7\r\nPUBLISH\r\n$4\r\nch-3\r\n$4\r\nbody\r\n");
  }

  @Test
  void aFrameIsMasked() {
    byte[] frame = Form.frames("/ws", List.of(), "pub {c} {payload}").message("h", 3, BODY);
    assertThat(frame[0]).isEqualTo((byte) 0x81);
    assertThat(frame[1]).isEqualTo((byte) (0x80 | "pub 3 body".length()));
    assertThat(frame).hasSize(6 + "pub 3 body".length());
  }

  @Test
  void aSignedRequestCarriesKeyAndSignatureButNoSecret() {
    var form =
        Form.signed("/apps/1/events", "{\"data\":\"{payload}\"}", new PusherAuth("k", "hush"));
    assertThat(message(form))
        .contains("auth_key=k&auth_timestamp=")
        .contains("&body_md5=")
        .contains("&auth_signature=")
        .doesNotContain("hush");
  }
}
