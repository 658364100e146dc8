package dev.freshet.redis.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.it.hostile.Certificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The rigs do what the tests on them rely on. */
@Timeout(60)
class RedisRigsIT {
  @TempDir private Path folder;

  @Test
  void aKilledRedisComesBackEmptyOnItsPort() throws IOException {
    try (var redis = RedisProcess.start()) {
      redis.call("SET", "a", "1");
      redis.kill();
      assertThatThrownBy(() -> redis.call("PING")).isInstanceOf(IOException.class);
      redis.restart();
      assertThat(redis.call("GET", "a")).isNull();
      assertThat(redis.info("server", "redis_version")).startsWith("7.");
    }
  }

  @Test
  void whatIsAppendedToDiskSurvivesAKill() throws IOException {
    try (var redis = RedisProcess.start("appendonly yes", "appendfsync always")) {
      redis.call("SET", "a", "1");
      redis.kill();
      redis.restart();
      assertThat(redis.call("GET", "a")).isEqualTo("1");
    }
  }

  @Test
  void aPausedRedisAnswersWhenItGoesOn() throws IOException {
    try (var redis = RedisProcess.start();
        var resp = redis.connect()) {
      redis.pause();
      resp.send("PING");
      assertSilent(resp);
      redis.resume();
      assertThat(resp.read()).isEqualTo("PONG");
    }
  }

  @Test
  void aSecuredRedisKnowsItsUserOnly() throws IOException {
    try (var redis = RedisProcess.secured("app", "pass")) {
      assertThat(redis.call("ACL", "WHOAMI")).isEqualTo("app");
      try (var stranger = new Resp(redis.port())) {
        assertThatThrownBy(() -> stranger.call("PING")).hasMessageStartingWith("NOAUTH");
      }
    }
  }

  @Test
  void aRedisWithACertificateSpeaksTls() throws Exception {
    var certificate = new Certificate(folder, "redis");
    Path pem = folder.resolve("cert.pem");
    Path key = folder.resolve("key.pem");
    certificate.write(pem, key);
    try (var redis = RedisProcess.tls(pem, key);
        var socket =
            (SSLSocket)
                Certificate.trusting(certificate)
                    .getSocketFactory()
                    .createSocket("127.0.0.1", redis.tlsPort())) {
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().readNBytes(7)).asString().isEqualTo("+PONG\r\n");
    }
  }

  @Test
  void aFullRedisRefusesToWrite() throws IOException {
    try (var redis = RedisProcess.start("maxmemory 1mb", "maxmemory-policy noeviction")) {
      redis.call("CONFIG", "SET", "maxmemory", "1");
      assertThatThrownBy(() -> redis.call("SET", "a", "1")).hasMessageStartingWith("OOM");
    }
  }

  @Test
  void aReplicaTakesOverWhenItsMasterIsKilledOrWhenItIsAsked() throws IOException {
    try (var replicas = RedisReplicas.start()) {
      RedisProcess first = replicas.master();
      first.call("SET", "a", "1");
      replicas.failover();
      RedisProcess second = replicas.master();
      assertThat(second).isNotSameAs(first);
      assertThat(second.call("GET", "a")).isEqualTo("1");
      // The sentinel would take ten seconds before it tells the former master.
      RedisReplicas.follow(first, second);
      second.kill();
      replicas.awaitMasterOtherThan(second);
      assertThat(replicas.master()).isSameAs(first);
    }
  }

  @Test
  void aClusterFailsOverAndMovesSlots() throws IOException {
    var cluster = RedisClusterRig.shared();
    assertThat(cluster.masters()).hasSize(3);
    int slot = cluster.slotOf("a");
    RedisProcess first = cluster.masterOf(slot);
    first.call("SET", "a", "1");
    cluster.failover(slot);
    RedisProcess second = cluster.masterOf(slot);
    assertThat(second).isNotSameAs(first);
    assertThat(second.call("GET", "a")).isEqualTo("1");

    RedisProcess third =
        cluster.masters().stream().filter(each -> each != second).findFirst().orElseThrow();
    cluster.moveSlot(slot, third);
    assertThat(cluster.masterOf(slot)).isSameAs(third);
    assertThat(third.call("GET", "a")).isEqualTo("1");
    assertThatThrownBy(() -> second.call("GET", "a")).hasMessageStartingWith("MOVED");

    third.kill();
    cluster.awaitMasterOtherThan(third, slot);
    assertThat(cluster.masterOf(slot).call("GET", "a")).isEqualTo("1");
    cluster.mend();
    assertThat(cluster.masters()).hasSize(3);
    assertThat(cluster.alive()).hasSize(6);
  }

  @Test
  void aGateHoldsBytesAndPassesThemOnWhenItIsHealed() throws IOException {
    try (var redis = RedisProcess.start();
        var gate = new TcpGate(redis.port());
        var resp = new Resp(gate.port())) {
      assertThat(resp.call("PING")).isEqualTo("PONG");
      gate.silence();
      resp.send("PING");
      assertSilent(resp);
      gate.heal();
      assertThat(resp.read()).isEqualTo("PONG");
    }
  }

  @Test
  void aCutGateResetsWhatIsOpenAndWhatComes() throws IOException {
    try (var redis = RedisProcess.start();
        var gate = new TcpGate(redis.port());
        var resp = new Resp(gate.port())) {
      resp.call("PING");
      gate.cut();
      assertThatThrownBy(() -> resp.call("PING")).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> ping(gate)).isInstanceOf(IOException.class);
      gate.heal();
      assertThat(ping(gate)).isEqualTo("PONG");
      assertThat(gate.accepted()).isEqualTo(3);
    }
  }

  @Test
  void aGateThatForgotAConnectionPassesNewOnes() throws IOException {
    try (var redis = RedisProcess.start();
        var gate = new TcpGate(redis.port());
        var resp = new Resp(gate.port())) {
      resp.call("PING");
      gate.forgetOpen();
      resp.send("PING");
      assertThat(ping(gate)).isEqualTo("PONG");
      assertSilent(resp);
    }
  }

  @Test
  void aNodeIsKilledAndComesBackOnItsPort() throws IOException {
    String yaml =
        """
        server: {metrics-open: true}
        apps:
          - {id: "1", key: k, secret: s3cret, channels: [{pattern: "*", history-size: 10}]}
        """;
    try (var node = NodeProcess.start(yaml)) {
      assertThat(node.publish("a", "x", "s3cret")).endsWith(":1");
      assertThat(node.metric("freshet_publications_total", "app=\"1\"")).isEqualTo(1);
      node.kill();
      assertThatThrownBy(() -> node.get("/health")).isInstanceOf(UncheckedIOException.class);
      node.restart();
      assertThat(node.publish("a", "x", "s3cret")).endsWith(":1");
      node.terminate();
      assertThat(node.awaitEnd(Duration.ofSeconds(30))).isEqualTo(143);
    }
  }

  private static void assertSilent(Resp resp) throws IOException {
    resp.patience(Duration.ofMillis(300));
    assertThatThrownBy(resp::read).hasMessageContaining("timed out");
    resp.patience(Duration.ofSeconds(10));
  }

  private static Object ping(TcpGate gate) throws IOException {
    try (var resp = new Resp(gate.port())) {
      return resp.call("PING");
    }
  }

  @Test
  void portsAreBelowThoseOfClients() throws IOException {
    assertThat(List.of(FreePort.next(), FreePort.next())).allMatch(port -> port < 32_768);
  }
}
