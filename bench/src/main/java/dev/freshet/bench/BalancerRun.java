package dev.freshet.bench;

import static dev.freshet.bench.report.Report.fixed;
import static dev.freshet.bench.report.Report.mebi;

import dev.freshet.bench.process.Probe;
import dev.freshet.bench.report.Report;
import dev.freshet.tools.load.frame.Loopback;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What an idle connection holds in a balancer before Freshet: HAProxy and nginx with the files of
 * {@code deploy/}, over plain TCP to one node. Both must be installed.
 */
final class BalancerRun {
  private static final int HAPROXY_PORT = 18_380;
  private static final int NGINX_PORT = 18_381;
  private static final int FILES = 20_000;

  private static final int CHANNELS = 100;

  private final Target target;
  private final Path root;
  private final Path logs;
  private final int connections;
  private final List<Sample> samples = new ArrayList<>();

  /** One balancer with its connections open; bytes and files of all its processes. */
  record Sample(String name, long pssBefore, long pssOpen, long filesBefore, long filesOpen) {}

  BalancerRun(Path root, Path logs, int connections) {
    this.target = Target.freshet(root, "", Map.of());
    this.root = root;
    this.logs = logs;
    this.connections = connections;
  }

  /** Measures each balancer, fresh, with WebSockets and with event streams. */
  void round() throws IOException, InterruptedException {
    try (Server node = Server.start(target, logs)) {
      for (boolean events : new boolean[] {false, true}) {
        String kind = events ? ", event streams" : ", WebSockets";
        Path haproxy = write("haproxy.cfg", haproxy(node.port()));
        measure(
            "HAProxy" + kind,
            List.of("haproxy", "-W", "-db", "-f", haproxy.toString()),
            HAPROXY_PORT,
            events);
        Path nginx = write("nginx.conf", nginx(node.port()));
        measure(
            "nginx" + kind,
            List.of("nginx", "-c", nginx.toString(), "-g", "daemon off;"),
            NGINX_PORT,
            events);
      }
    }
  }

  /**
   * The shipped file for one node that takes no PROXY header, so that the run can ask it itself.
   */
  private String haproxy(int node) throws IOException {
    return Files.readString(root.resolve("deploy/haproxy/haproxy.cfg"))
        .replaceAll("(?m)^ *(bind :443|server node[23]|log |option dontlognull).*\n", "")
        .replace("hdr Host push.example.com", "hdr Host localhost")
        .replace("check-send-proxy send-proxy-v2", "")
        .replace("default-server send-proxy-v2\n", "")
        .replace("10.0.0.11:8080", "127.0.0.1:" + node)
        .replace("bind :80", "bind 127.0.0.1:" + HAPROXY_PORT)
        .replace("/run/haproxy", logs.toString())
        .replace("maxconn 100000", "maxconn " + (FILES / 2 - 200));
  }

  private String nginx(int node) throws IOException {
    return Files.readString(root.resolve("deploy/nginx/nginx.conf"))
        .replaceAll("(?m)^ *(listen 443|ssl_|server 10.0.0.1[23]).*\n", "")
        .replace("10.0.0.11:8080", "127.0.0.1:" + node)
        .replace("listen 80;", "listen 127.0.0.1:" + NGINX_PORT + ";")
        .replace("/run/nginx.pid", logs + "/nginx.pid")
        .replace("/var/log/nginx", logs.toString())
        .replace("50200", "" + FILES)
        .replace("connections 50000", "connections " + (FILES - 200));
  }

  private Path write(String name, String text) throws IOException {
    Files.createDirectories(logs);
    return Files.writeString(logs.resolve(name), text);
  }

  private void measure(String name, List<String> command, int port, boolean events)
      throws IOException, InterruptedException {
    Process balancer =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(logs.resolve("balancer.log").toFile())
            .start();
    try {
      awaitPort(balancer, port);
      // What a process allocates once is not a connection's.
      try (Subscribers few = Subscribers.start(target, port, connections / 10, CHANNELS, events)) {
        few.ready();
      }
      Thread.sleep(2000);
      final long pss = sum(balancer, Probe::pss);
      final long files = sum(balancer, BalancerRun::files);
      try (Subscribers subscribers =
          Subscribers.start(target, port, connections, CHANNELS, events)) {
        subscribers.ready();
        Thread.sleep(2000);
        var sample =
            new Sample(
                name, pss, sum(balancer, Probe::pss), files, sum(balancer, BalancerRun::files));
        samples.add(sample);
        Report.progress(
            name + ": " + fixed((sample.pssOpen - pss) / (double) connections, 0) + " B");
      }
    } finally {
      balancer.destroy();
      if (!balancer.waitFor(20, TimeUnit.SECONDS)) {
        balancer.descendants().forEach(ProcessHandle::destroyForcibly);
        balancer.destroyForcibly().waitFor();
      }
    }
  }

  private void awaitPort(Process balancer, int port) throws IOException, InterruptedException {
    long end = System.nanoTime() + 20_000_000_000L;
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(Loopback.of(1, port), 1000);
        return;
      } catch (IOException e) {
        if (!balancer.isAlive() || System.nanoTime() > end) {
          throw new IOException(Files.readString(logs.resolve("balancer.log")), e);
        }
        Thread.sleep(20);
      }
    }
  }

  /** A figure of a process of the balancer. */
  private interface Figure {
    long of(Probe probe) throws IOException;
  }

  private static long sum(Process master, Figure figure) throws IOException {
    long sum = figure.of(new Probe(master.pid()));
    for (ProcessHandle worker : master.descendants().toList()) {
      sum += figure.of(new Probe(worker.pid()));
    }
    return sum;
  }

  private static long files(Probe probe) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/" + probe.pid() + "/fd"))) {
      return files.count();
    }
  }

  /** Writes the medians of each balancer. */
  void tell(Report report) {
    report.heading("Idle connections through a balancer");
    report.say(
        fixed(connections, 0)
            + " connections through one balancer to one node, without TLS, each with one"
            + " subscription; medians of fresh balancers. PSS is that of all the balancer's"
            + " processes, less what it was after a tenth as many connections had come and gone. The"
            + " kernel's share of the two sockets (about 5 KB each) is not in it.");
    report.row("balancer", "fresh", "PSS B/connection", "open files/connection", "base PSS MiB");
    report.rule(5);
    for (String name : samples.stream().map(Sample::name).distinct().toList()) {
      List<Sample> of = samples.stream().filter(s -> s.name().equals(name)).toList();
      report.row(
          name,
          "" + of.size(),
          fixed(
              Report.median(
                  of.stream()
                      .map(s -> (s.pssOpen() - s.pssBefore()) / (double) connections)
                      .toList()),
              0),
          fixed(
              Report.median(
                  of.stream()
                      .map(s -> (s.filesOpen() - s.filesBefore()) / (double) connections)
                      .toList()),
              2),
          mebi(Report.median(of.stream().map(s -> (double) s.pssBefore()).toList())));
    }
  }
}
