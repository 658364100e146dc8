package dev.freshet.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A real nginx. */
public final class Nginx implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final String program = Tools.need("nginx");
  private final Process master;
  private final Path file;
  private final int port;
  private final int tlsPort;

  /**
   * {@code deploy/nginx/nginx.conf} in front of three nodes that trust 127.0.0.1.
   *
   * @param nodes their ports
   * @param certificate a PEM file with the chain
   * @param key a PEM file with its key
   */
  public Nginx(List<Integer> nodes, Path certificate, Path key)
      throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("nginx");
    file = directory.resolve("nginx.conf");
    port = Balancer.freePort();
    tlsPort = Balancer.freePort();
    String config = Balancer.withNodes(Balancer.deployed("nginx/nginx.conf"), nodes);
    config = Balancer.replace(config, "listen 80;", "listen 127.0.0.1:%d;".formatted(port));
    config = Balancer.replace(config, "listen 443 ", "listen 127.0.0.1:%d ".formatted(tlsPort));
    config = Balancer.replace(config, "/etc/nginx/push.example.com.pem", certificate.toString());
    config = Balancer.replace(config, "/etc/nginx/push.example.com.key", key.toString());
    config = Balancer.replace(config, "/run/nginx.pid", directory + "/nginx.pid");
    config = Balancer.replace(config, "/var/log/nginx", directory.toString());
    // As many as the machine has open files for.
    config = Balancer.replace(config, "50200", "9200");
    config = Balancer.replace(config, "connections 50000", "connections 9000");
    Files.writeString(file, config);
    Balancer.check(List.of(program, "-t", "-c", file.toString()));
    Path output = directory.resolve("output");
    master =
        new ProcessBuilder(program, "-c", file.toString(), "-g", "daemon off;")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    Balancer.awaitPort(master, output, tlsPort);
  }

  /** Where it takes connections without TLS. */
  public int port() {
    return port;
  }

  /** Where it takes connections with TLS. */
  public int tlsPort() {
    return tlsPort;
  }

  /** Reads the configuration again, and waits for workers that take new connections. */
  public void reload() throws IOException, InterruptedException {
    Set<Long> before = workers();
    Balancer.check(List.of(program, "-s", "reload", "-c", file.toString()));
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> !before.containsAll(workers()));
  }

  /** The processes that serve connections: new ones, and those of before a reload that still do. */
  public Set<Long> workers() {
    return master.children().map(ProcessHandle::pid).collect(Collectors.toSet());
  }

  @Override
  public void close() {
    Balancer.end(master);
  }
}
