package dev.freshet.net.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.it.ProxyV2;
import dev.freshet.net.admission.FirstBytes.Form;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirstBytesTest {
  private static final String UPGRADE =
      "Host: a\r\nupgrade: WebSocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: abc\r\n\r\n";

  private static FirstBytes of(byte... bytes) {
    return FirstBytes.of(Unpooled.wrappedBuffer(bytes), "/live");
  }

  private static FirstBytes of(String text) {
    return of(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @CsvSource({
    "GET /health, '', REQUEST, HTTP",
    "GET /ready?x=1, '', REQUEST, HTTP",
    "GET /metrics, '', REQUEST, HTTP",
    "POST /channels/a, '', REQUEST, HTTP",
    "OPTIONS /channels/a, '', REQUEST, HTTP",
    "GET /channels/a, '', REQUEST, HTTP",
    "GET /channels/a, 'Accept: text/event-stream', NEW, EVENT_STREAM",
    "GET /healthy, 'Accept: text/event-stream', NEW, EVENT_STREAM",
    "GET /channels/a, 'accept: text/html, TEXT/Event-Stream;q=0.9', NEW, EVENT_STREAM",
    "GET /channels/a, 'Accept: text/event-stream|Last-Event-ID: e:1', RESUMING, EVENT_STREAM",
    "GET /channels/a?since=e:1, 'Accept: text/event-stream', RESUMING, EVENT_STREAM",
    "GET /channels/a?app=k&since=e:1, 'Upgrade: websocket', RESUMING, HTTP",
    "GET /channels/a?insince=e:1, 'Upgrade: websocket', NEW, HTTP",
    "GET /live/app/key, 'Upgrade: websocket|Sec-WebSocket-Key: abc', NEW, PUSHER",
    "GET /live/app/key, 'Upgrade: websocket', NEW, HTTP",
    "GET /app/key, 'Upgrade: websocket|Sec-WebSocket-Key: abc', NEW, HTTP",
    "\u0000\u0001, '', REQUEST, HTTP",
  })
  void aRequestTellsWhatItIs(String line, String fields, Kind kind, Form form) {
    String text = line + " HTTP/1.1\r\nHost: a\r\n" + fields.replace("|", "\r\n") + "\r\n\r\n";
    FirstBytes seen = of(text);
    assertThat(seen.kind()).isEqualTo(kind);
    assertThat(seen.form()).isEqualTo(form);
    assertThat(seen.whole()).isTrue();
  }

  @Test
  void halfARequestIsNewUntilTheRestComes() {
    String text =
        "GET /channels/a HTTP/1.1\r\nAccept: text/event-stream\r\nLast-Event-ID: e:1\r\n\r\n";
    for (int cut : new int[] {1, 4, 10, 30, text.length() - 1}) {
      FirstBytes seen = of(text.substring(0, cut));
      assertThat(seen.whole()).as("cut at %d", cut).isFalse();
      assertThat(seen.kind()).isNotEqualTo(Kind.REQUEST);
    }
    assertThat(of(text).kind()).isEqualTo(Kind.RESUMING);
    assertThat(of(new byte[0]).form()).isEqualTo(Form.NOTHING);
  }

  @Test
  void nothingIsLookedAtBeyondTheBound() {
    String text = "GET /a HTTP/1.1\r\nCookie: " + "c".repeat(5_000) + "\r\nLast-Event-ID: e:1\r\n";
    FirstBytes seen = of(text + "Accept: text/event-stream\r\n\r\n");
    assertThat(seen.whole()).isTrue();
    assertThat(seen.kind()).isEqualTo(Kind.REQUEST);
  }

  @Test
  void whatABalancerPutsBeforeIsSkipped() {
    byte[] upgrade = ("GET /live/app/k HTTP/1.1\r\n" + UPGRADE).getBytes(StandardCharsets.UTF_8);
    assertThat(of(join(ProxyV2.of("203.0.113.7"), upgrade)).form()).isEqualTo(Form.PUSHER);
    assertThat(of(join(ProxyV2.of("2001:db8::7"), upgrade)).key()).isEqualTo("abc");
    assertThat(of(join(ProxyV2.local(), upgrade)).kind()).isEqualTo(Kind.REQUEST);
    assertThat(of(ProxyV2.of("203.0.113.7")).form()).isEqualTo(Form.NOTHING);
    assertThat(of(Arrays.copyOf(ProxyV2.local(), 13)).form()).isEqualTo(Form.NOTHING);
    byte[] hello = join(ProxyV2.of("203.0.113.7"), hello(41, 8));
    assertThat(of(hello).form()).isEqualTo(Form.TLS);
    assertThat(of(hello).kind()).isEqualTo(Kind.RESUMING);
  }

  @Test
  void aClientHelloOfThisPlatformIsFresh() throws Exception {
    byte[] hello = platformHello();
    FirstBytes seen = of(hello);
    assertThat(seen.form()).isEqualTo(Form.TLS);
    assertThat(seen.kind()).isEqualTo(Kind.NEW);
    assertThat(seen.whole()).isTrue();
    assertThat(of(Arrays.copyOf(hello, hello.length / 2)).whole()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"41, 8, RESUMING", "35, 8, RESUMING", "35, 0, NEW", "0, 8, NEW"})
  void whoOffersASessionResumes(int extension, int length, Kind kind) {
    assertThat(of(hello(extension, length)).kind()).isEqualTo(kind);
  }

  /** A hello with one extension of this type and this many bytes. */
  private static byte[] hello(int extension, int length) {
    var body =
        ByteBuffer.allocate(34 + 1 + 32 + 4 + 2 + 2 + 4 + length)
            .putShort((short) 0x0303)
            .put(new byte[32])
            .put((byte) 32)
            .put(new byte[32])
            .putShort((short) 2)
            .putShort((short) 0x1301)
            .put(new byte[] {1, 0})
            .putShort((short) (4 + length))
            .putShort((short) extension)
            .putShort((short) length)
            .put(new byte[length]);
    int size = body.capacity();
    return ByteBuffer.allocate(9 + size)
        .put(new byte[] {0x16, 3, 1})
        .putShort((short) (4 + size))
        .putInt(1 << 24 | size)
        .put(body.flip())
        .array();
  }

  private static byte[] platformHello() throws GeneralSecurityException, SSLException {
    SSLEngine engine = SSLContext.getDefault().createSSLEngine("localhost", 443);
    engine.setUseClientMode(true);
    var out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), out);
    return Arrays.copyOf(out.array(), out.position());
  }

  private static byte[] join(byte[] first, byte[] second) {
    var all = new ByteArrayOutputStream();
    all.writeBytes(first);
    all.writeBytes(second);
    return all.toByteArray();
  }
}
