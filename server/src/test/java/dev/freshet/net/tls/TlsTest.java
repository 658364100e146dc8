package dev.freshet.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.it.hostile.Certificate;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.Secret;
import dev.freshet.session.Fixtures.HandClock;
import io.netty.buffer.Unpooled;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCounted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {
  private static final Duration PERIOD = Duration.ofHours(12);
  private static final String SECRET = "a-secret-that-all-nodes-share-0123456789";

  private static Certificate first;
  private static Certificate renewed;
  private static Certificate second;

  @TempDir private Path directory;
  private final HandClock clock = new HandClock();
  private final Metrics metrics = new Metrics();
  private final List<Tls> nodes = new ArrayList<>();

  @BeforeAll
  static void makeCertificates(@TempDir Path directory) throws Exception {
    first = new Certificate(directory, "first");
    renewed = new Certificate(Files.createDirectory(directory.resolve("renewed")), "first");
    second = new Certificate(directory, "second");
  }

  @AfterEach
  void close() {
    nodes.forEach(Tls::close);
  }

  private Tls node(@Nullable String secret) throws IOException {
    return node(secret, PERIOD, clock);
  }

  private Tls node(@Nullable String secret, Duration rotation, HandClock time) throws IOException {
    Tls node = new Tls(settings(secret, rotation), time, metrics);
    nodes.add(node);
    return node;
  }

  private TlsSettings settings(@Nullable String secret, Duration rotation) throws IOException {
    if (!Files.exists(certificate())) {
      first.write(certificate(), key());
    }
    return new TlsSettings(
        certificate(),
        key(),
        Duration.ofSeconds(10),
        secret == null ? null : Secret.of(secret),
        rotation);
  }

  private Path certificate() {
    return directory.resolve("certificate.pem");
  }

  private Path key() {
    return directory.resolve("key.pem");
  }

  private void assertHandshakes(int full, int resumed, int failed) {
    assertThat(metrics.value(Metric.TLS_HANDSHAKES, "full")).as("full").isEqualTo(full);
    assertThat(metrics.value(Metric.TLS_HANDSHAKES, "resumed")).as("resumed").isEqualTo(resumed);
    assertThat(metrics.value(Metric.TLS_HANDSHAKES, "failed")).as("failed").isEqualTo(failed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aSessionOfOneNodeIsTakenUpAtAnotherWithTheSameSecret(String version) throws IOException {
    Tls a = node(SECRET);
    Tls b = node(SECRET);
    try (var client = new TlsClient(version)) {
      client.visit(a);
      assertHandshakes(1, 0, 0);
      client.visit(b);
      assertHandshakes(1, 1, 0);
      client.visit(a);
      assertHandshakes(1, 2, 0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aSessionIsNotTakenUpWhereTheSecretIsAnother(String version) throws IOException {
    Tls a = node(SECRET);
    Tls b = node(SECRET + "!");
    try (var client = new TlsClient(version)) {
      client.visit(a);
      client.visit(b);
      assertHandshakes(2, 0, 0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void nodesWithoutASecretTakeUpTheirOwnSessionsAlone(String version) throws IOException {
    Tls a = node(null);
    Tls b = node(null);
    try (var client = new TlsClient(version)) {
      client.visit(a);
      client.visit(a);
      assertHandshakes(1, 1, 0);
      client.visit(b);
      assertHandshakes(2, 1, 0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aTicketIsTakenForAPeriodAfterItsKeyWasReplaced(String version) throws IOException {
    Tls node = node(SECRET);
    try (var early = new TlsClient(version);
        var late = new TlsClient(version)) {
      early.visit(node);
      late.visit(node);
      clock.advance(PERIOD);
      node.rotate();
      early.visit(node);
      assertHandshakes(2, 1, 0);
      clock.advance(PERIOD);
      node.rotate();
      late.visit(node);
      assertHandshakes(3, 1, 0);
    }
  }

  @Test
  void aNodeWhoseClockIsAheadIsUnderstood() throws IOException {
    var ahead = new HandClock();
    ahead.advance(PERIOD);
    Tls a = node(SECRET, PERIOD, ahead);
    Tls b = node(SECRET, PERIOD, clock);
    try (var client = new TlsClient("TLSv1.3")) {
      client.visit(a);
      client.visit(b);
      client.visit(a);
      assertHandshakes(1, 2, 0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aRenewedCertificateCostsNobodyAFullHandshake(String version) throws IOException {
    for (String secret : new @Nullable String[] {SECRET, null}) {
      first.write(certificate(), key());
      Tls node = node(secret);
      try (var client = new TlsClient(version)) {
        client.visit(node);
        renewed.write(certificate(), key());
        assertThat(node.reload()).isTrue();
        client.visit(node);
      }
    }
    assertHandshakes(2, 2, 0);
  }

  @Test
  void aRenewedCertificateHasTheKeysOfThePresent() throws IOException {
    Tls node = node(SECRET);
    try (var client = new TlsClient("TLSv1.3")) {
      client.visit(node);
      clock.advance(PERIOD.multipliedBy(2));
      renewed.write(certificate(), key());
      assertThat(node.reload()).isTrue();
      client.visit(node);
      assertHandshakes(2, 0, 0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aCertificateForOtherNamesEndsTheSessions(String version) throws IOException {
    Tls node = node(SECRET);
    try (var client = new TlsClient(version)) {
      client.visit(node);
      second.write(certificate(), key());
      assertThat(node.reload()).isTrue();
      client.visit(node);
    }
    assertHandshakes(2, 0, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void nobodyIsGivenATicketWhereKeysDoNotRotate(String version) throws IOException {
    Tls node = node(SECRET, Duration.ZERO, clock);
    node.rotate();
    try (var client = new TlsClient(version)) {
      client.visit(node);
      client.visit(node);
      assertHandshakes(2, 0, 0);
    }
  }

  @Test
  void keysFollowFromSecretPeriodAndItsLength() {
    assertThat(names(SECRET, PERIOD)).isEqualTo(names(SECRET, PERIOD));
    assertThat(names(SECRET, PERIOD)).doesNotHaveDuplicates().hasSize(3);
    assertThat(names(SECRET, PERIOD)).doesNotContainAnyElementsOf(names(SECRET + "!", PERIOD));
    assertThat(names(SECRET, PERIOD))
        .doesNotContainAnyElementsOf(names(SECRET, PERIOD.multipliedBy(2)));
    assertThat(names(null, PERIOD)).isNotEqualTo(names(null, PERIOD));
  }

  private List<String> names(@Nullable String secret, Duration period) {
    var keys =
        new TicketKeys(secret == null ? null : Secret.of(secret), period, clock).around(1_000);
    return List.of(keys).stream().map(key -> HexFormat.of().formatHex(key.name())).toList();
  }

  @Test
  void theSecretIsNotShown() throws IOException {
    assertThat(settings(SECRET, PERIOD).toString()).doesNotContain(SECRET).contains("***");
  }

  @Test
  void whatTheJdksTlsCannotDoIsSaid() throws IOException {
    assertThat(logged(SECRET, PERIOD))
        .singleElement()
        .asString()
        .startsWith("server.tls.ticket-secret has no effect");
    assertThat(logged(null, Duration.ZERO))
        .singleElement()
        .asString()
        .startsWith("server.tls.ticket-rotation has no effect");
    assertThat(logged(null, PERIOD)).isEmpty();
  }

  private List<String> logged(@Nullable String secret, Duration rotation) throws IOException {
    var lines = new ArrayList<String>();
    var ear =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            lines.add(new SimpleFormatter().formatMessage(line));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger(Tls.class.getName());
    logger.addHandler(ear);
    try (var tls = new Tls(settings(secret, rotation), clock, metrics, SslProvider.JDK);
        var client = new TlsClient("TLSv1.3")) {
      client.visit(tls);
    } finally {
      logger.removeHandler(ear);
    }
    return lines;
  }

  /** However a connection ends, what it held in native memory is given back then. */
  @Test
  void aConnectionThatEndsReleasesItsEngine() throws IOException {
    Tls node = node(SECRET);
    try (var client = new TlsClient("TLSv1.3")) {
      assertReleased(client.connect(node), TlsClient.Pair::close);
      assertReleased(client.connect(node), pair -> pair.server().finishAndReleaseAll());
      // In the middle of the handshake.
      assertReleased(client.open(node), pair -> pair.server().finishAndReleaseAll());
      assertReleased(
          client.open(node),
          pair -> {
            pair.ask();
            pair.server().finishAndReleaseAll();
          });
      // Something that is not TLS.
      assertReleased(
          client.open(node),
          pair -> {
            assertThatThrownBy(
                    () -> pair.server().writeInbound(Unpooled.copiedBuffer(new byte[64])))
                .isNotNull();
            pair.server().finishAndReleaseAll();
          });
      // Nothing for too long.
      assertReleased(
          client.open(node),
          pair -> {
            pair.server().advanceTimeBy(11, TimeUnit.SECONDS);
            pair.server().runScheduledPendingTasks();
            assertThat(pair.server().isOpen()).isFalse();
          });
      assertHandshakes(1, 1, 4);
    }
  }

  private static void assertReleased(TlsClient.Pair pair, Consumer<TlsClient.Pair> end) {
    var engine = (ReferenceCounted) pair.server().pipeline().get(SslHandler.class).engine();
    assertThat(engine.refCnt()).isEqualTo(1);
    end.accept(pair);
    assertThat(engine.refCnt()).isZero();
    pair.server().finishAndReleaseAll();
    pair.client().finishAndReleaseAll();
  }

  @Test
  void aCertificateIsReleasedWithTheLastConnectionThatHasIt() throws IOException {
    Tls node = new Tls(settings(null, PERIOD), clock, metrics);
    var before = (ReferenceCounted) node.context();
    try (var client = new TlsClient("TLSv1.3")) {
      TlsClient.Pair old = client.connect(node);
      second.write(certificate(), key());
      node.reload();
      var after = (ReferenceCounted) node.context();
      assertThat(before.refCnt()).isEqualTo(1);
      old.close();
      assertThat(before.refCnt()).isZero();
      TlsClient.Pair last = client.connect(node);
      node.close();
      last.close();
      assertThat(after.refCnt()).isZero();
    }
  }

  @Test
  void aCertificateThatIsRefusedLeavesNothing() throws IOException {
    Tls node = node(null);
    Files.writeString(key(), "nonsense");
    Files.setLastModifiedTime(key(), FileTime.fromMillis(System.currentTimeMillis() + 5_000));
    assertThatThrownBy(node::reload).hasMessageContaining("server.tls.key");
    try (var client = new TlsClient("TLSv1.3")) {
      client.visit(node);
    }
    assertHandshakes(1, 0, 0);
  }
}
