package dev.freshet.it;

import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A real HAProxy in master-worker mode, as its Debian unit runs it. */
public final class HaProxy implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Process master;
  private final Path directory;
  private final int port;
  private final int tlsPort;
  private final int operatorsPort;

  private HaProxy(Path directory, String config, int port, int tlsPort, int operatorsPort)
      throws IOException, InterruptedException {
    this.directory = directory;
    this.port = port;
    this.tlsPort = tlsPort;
    this.operatorsPort = operatorsPort;
    String program = Tools.need("haproxy");
    Path file = Files.writeString(directory.resolve("haproxy.cfg"), config);
    Balancer.check(List.of(program, "-c", "-f", file.toString()));
    Path output = directory.resolve("output");
    master =
        new ProcessBuilder(program, "-W", "-db", "-f", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    Balancer.awaitPort(master, output, tlsPort == 0 ? port : tlsPort);
  }

  /**
   * {@code deploy/haproxy/haproxy.cfg} in front of three nodes that take the PROXY protocol from
   * 127.0.0.1.
   *
   * @param nodes their ports
   * @param certificate a PEM file with chain and key; null to listen without TLS alone
   */
  public static HaProxy before(List<Integer> nodes, @Nullable Path certificate)
      throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("haproxy");
    int plain = Balancer.freePort();
    int tls = certificate == null ? 0 : Balancer.freePort();
    int operators = Balancer.freePort();
    String config = moved(Balancer.deployed("haproxy/haproxy.cfg"), directory, nodes);
    config = Balancer.replace(config, "bind :80\n", "bind 127.0.0.1:%d\n".formatted(plain));
    config = Balancer.replace(config, "127.0.0.1:8405", "127.0.0.1:" + operators);
    config =
        certificate == null
            ? config.replaceFirst("(?m)^ *bind :443.*$", "")
            : Balancer.replace(
                Balancer.replace(config, "bind :443", "bind 127.0.0.1:" + tls),
                "/etc/haproxy/push.example.com.pem",
                certificate.toString());
    return new HaProxy(directory, config, plain, tls, operators);
  }

  /**
   * {@code deploy/haproxy/haproxy-tls-passthrough.cfg} in front of three nodes that speak TLS after
   * the PROXY protocol.
   *
   * @param authority a PEM file with the certificate that the nodes' is verified by
   * @param name the name in it
   */
  public static HaProxy passingTlsTo(List<Integer> nodes, Path authority, String name)
      throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("haproxy");
    int tls = Balancer.freePort();
    String config =
        moved(Balancer.deployed("haproxy/haproxy-tls-passthrough.cfg"), directory, nodes);
    config = Balancer.replace(config, "bind :443", "bind 127.0.0.1:" + tls);
    config = Balancer.replace(config, "/etc/ssl/certs/ca-certificates.crt", authority.toString());
    config = Balancer.replace(config, "push.example.com", name);
    return new HaProxy(directory, config, 0, tls, 0);
  }

  private static String moved(String config, Path directory, List<Integer> nodes) {
    String moved = Balancer.withNodes(config, nodes);
    if (!"root".equals(System.getProperty("user.name"))) {
      // Only root may become somebody else.
      moved = moved.replaceAll("(?m)^ *(user|group|chroot) .*\n", "");
    }
    moved = Balancer.replace(moved, "/run/haproxy/admin.sock", directory + "/admin.sock");
    if (!Boolean.getBoolean("failures.write")) {
      // What changes is seen sooner, except where times are recorded; what is slow has as long.
      moved = Balancer.replace(moved, "inter 2s", "inter 2s fastinter 250ms downinter 250ms");
    }
    // As many as the machine has open files for.
    return Balancer.replace(moved, "maxconn 100000", "maxconn 9000");
  }

  /** Where it takes connections without TLS. */
  public int port() {
    return port;
  }

  /** Where it takes connections with TLS; 0 when it does not. */
  public int tlsPort() {
    return tlsPort;
  }

  /** Where operators read the nodes' metrics. */
  int operatorsPort() {
    return operatorsPort;
  }

  /** Asks the runtime API, as {@code show info}. */
  public String ask(String command) throws IOException {
    var answer = new ByteArrayOutputStream();
    try (var socket = SocketChannel.open(UnixDomainSocketAddress.of(directory + "/admin.sock"))) {
      socket.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.US_ASCII)));
      var buffer = ByteBuffer.allocate(8_192);
      while (socket.read(buffer.clear()) >= 0) {
        answer.write(buffer.array(), 0, buffer.position());
      }
    }
    return answer.toString(StandardCharsets.US_ASCII);
  }

  /** A field of each server of a backend, as {@code scur} or {@code status}; by server. */
  public Map<String, String> servers(String backend, String field) throws IOException {
    List<String> lines = ask("show stat").lines().toList();
    List<String> names = List.of(lines.getFirst().substring(2).split(",", -1));
    var found = new TreeMap<String, String>();
    for (String line : lines.subList(1, lines.size())) {
      List<String> values = List.of(line.split(",", -1));
      if (values.size() == names.size()
          && values.getFirst().equals(backend)
          && !List.of("BACKEND", "FRONTEND").contains(values.get(1))) {
        found.put(values.get(1), values.get(names.indexOf(field)));
      }
    }
    return found;
  }

  /** Waits until the checks of a backend have come to this, by server. */
  public void awaitStatus(String backend, Map<String, String> expected) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> servers(backend, "status"), expected::equals);
  }

  /** Reads the configuration again, and waits for the process that takes new connections. */
  public void reload() throws IOException, InterruptedException {
    String before = pid();
    Balancer.check(List.of("kill", "-USR2", Long.toString(master.pid())));
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> !pid().equals(before));
  }

  /** The processes that serve connections: one, and those of before a reload that still do. */
  public List<Long> workers() {
    return new ArrayList<>(master.children().map(ProcessHandle::pid).toList());
  }

  private String pid() throws IOException {
    return ask("show info")
        .lines()
        .filter(line -> line.startsWith("Pid:"))
        .findFirst()
        .orElseThrow(() -> new IOException("no answer"));
  }

  @Override
  public void close() {
    Balancer.end(master);
  }
}
