package dev.freshet.bench;

import dev.freshet.tools.load.publish.Form;
import dev.freshet.tools.load.publish.Publishing;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A server program that can be measured.
 *
 * @param name how tables call it
 * @param command what starts it; {@code {port}} stands for its port
 * @param environment what is added to the environment
 * @param freshet whether it is Freshet (HTTP publishing, {@code /health}, {@code /metrics}) or the
 *     peer with its two text commands
 */
record Target(String name, List<String> command, Map<String, String> environment, boolean freshet) {

  /** The peer's flags in the table that Freshet's goals were taken from. */
  static final List<String> PEER_FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms512m",
          "-Xmx512m",
          "-XX:+UseCompactObjectHeaders",
          "--sun-misc-unsafe-memory-access=allow",
          "--enable-native-access=ALL-UNNAMED");

  /** Freshet as its launcher starts it; {@code javaOptions} are further JVM flags. */
  static Target freshet(Path root, String javaOptions, Map<String, String> more) {
    Map<String, String> environment = new java.util.HashMap<>(more);
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("FRESHET_NO_BUILD", "1");
    if (!javaOptions.isBlank()) {
      environment.put("FRESHET_JAVA_OPTS", javaOptions);
    }
    String launcher = root.resolve("freshet").toString();
    List<String> command = List.of(launcher, "serve", "--port", "{port}");
    return new Target("Freshet", command, Map.copyOf(environment), true);
  }

  /**
   * A node of several that share Redis, with the rules of {@code bench/nodes.yaml}: {@code kept-*}
   * has history, {@code plain-*} has none.
   *
   * @param redisPort where Redis listens on 127.0.0.1; 0 for a node without
   */
  static Target node(Path root, String javaOptions, int redisPort) {
    Map<String, String> more = new java.util.HashMap<>();
    more.put("FRESHET_CONFIG", root.resolve("bench/nodes.yaml").toString());
    if (redisPort > 0) {
      more.put("FRESHET_ENGINE_REDIS_URL", "redis://127.0.0.1:" + redisPort);
    }
    return freshet(root, javaOptions, more);
  }

  /** The peer, on this program's own class path. */
  static Target nettyBatch(List<String> flags) {
    return peer("NettyBatch", flags);
  }

  /** The send floor, compiled from {@code bench/peers/floor} into a directory. */
  static Target floor(Path root, Path built) throws IOException, InterruptedException {
    Path program = built.resolve("floor");
    String source = root.resolve("bench/peers/floor/floor.c").toString();
    Files.createDirectories(built);
    Process compiler =
        new ProcessBuilder("cc", "-O2", "-o", program.toString(), source).inheritIO().start();
    if (compiler.waitFor() != 0) {
      throw new IOException("cc could not compile " + source);
    }
    return new Target("floor", List.of(program.toString(), "{port}"), Map.of(), false);
  }

  /** uWebSockets.js, installed with npm from {@code bench/peers/uws}. */
  static Target uws(Path installed) {
    List<String> command = List.of("node", installed.resolve("server.js").toString(), "{port}");
    return new Target("uWebSockets.js", command, Map.of(), false);
  }

  /**
   * Centrifugo, with a configuration of {@code bench/peers/centrifugo}.
   *
   * @param program as Go installed it
   * @param configuration the name of a file there, without its end
   */
  static Target centrifugo(Path root, Path program, String configuration) {
    String file = root.resolve("bench/peers/centrifugo/" + configuration + ".json").toString();
    List<String> command =
        List.of(program.toString(), "--config", file, "--http_server.port", "{port}");
    String name = configuration.equals("config") ? "Centrifugo" : "Centrifugo, " + configuration;
    return new Target(name, command, Map.of(), false);
  }

  /** Freshet over TLS, with a certificate for this run. */
  static Target freshetTls(Path root, String javaOptions, Path directory)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Path chain = directory.resolve("chain.pem");
    Path key = directory.resolve("key.pem");
    Process openssl =
        new ProcessBuilder(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost,IP:127.0.0.1",
                "-keyout",
                key.toString(),
                "-out",
                chain.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (openssl.waitFor() != 0) {
      throw new IOException("openssl could not make a certificate");
    }
    Map<String, String> more =
        Map.of(
            "FRESHET_SERVER_TLS_CERTIFICATE", chain.toString(),
            "FRESHET_SERVER_TLS_KEY", key.toString());
    Target plain = freshet(root, javaOptions, more);
    return new Target("Freshet over TLS", plain.command(), plain.environment(), false);
  }

  /** A server that only speaks HTTP, on this program's own class path. */
  static Target bareHttp(List<String> flags) {
    return peer("BareHttp", flags);
  }

  private static Target peer(String name, List<String> flags) {
    List<String> command = new java.util.ArrayList<>();
    command.add(java());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("dev.freshet.bench.peer." + name, "{port}"));
    return new Target(name, List.copyOf(command), Map.of(), false);
  }

  /** soketi, installed with npm from {@code bench/peers/soketi}, with Freshet's development app. */
  static Target soketi(Path installed) {
    String program = installed.resolve("node_modules/.bin/soketi").toString();
    Map<String, String> environment =
        Map.of(
            "SOKETI_HOST", "127.0.0.1",
            "SOKETI_METRICS_ENABLED", "0",
            "SOKETI_DEFAULT_APP_ID", "1",
            "SOKETI_DEFAULT_APP_KEY", "dev-key",
            "SOKETI_DEFAULT_APP_SECRET", "dev-secret");
    // It takes its port from the environment alone.
    String command = "SOKETI_PORT={port} exec node '%s' start".formatted(program);
    return new Target("soketi", List.of("sh", "-c", command), environment, false);
  }

  /** The java program that runs this one. */
  static String java() {
    return System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
  }

  /** The request target of a subscriber. */
  String path() {
    return freshet ? "/channels/bench-{c}" : "/ws";
  }

  /** What a subscriber sends first, or null. */
  @Nullable String firstFrame() {
    return freshet ? null : "sub bench-{c}";
  }

  /** A paced run of publications to {@code channels} channels. */
  Publishing publishing(int port, int channels, int perSecond, int count, int size) {
    Form form =
        freshet ? Form.post(path()) : Form.frames(path(), List.of(), "pub bench-{c} {payload}");
    return new Publishing(port, form, 0, channels, perSecond, count, size);
  }
}
