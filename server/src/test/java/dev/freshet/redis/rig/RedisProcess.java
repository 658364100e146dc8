package dev.freshet.redis.rig;

import static org.awaitility.Awaitility.await;

import dev.freshet.it.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import redis.embedded.RedisExecProvider;

/**
 * A real Redis 7 on a port of its own that stays the same over restarts. It keeps nothing on disk
 * unless it is told to ({@code appendonly yes}).
 */
public final class RedisProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Extracted from its jar once for all tests of a run. */
  private static final class Binary {
    static final String PATH = extract();

    private static String extract() {
      try {
        return RedisExecProvider.defaultProvider().get().getAbsolutePath();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final int port;
  private final Path folder;
  private final List<String> command;
  private final String user;
  private final String password;
  private final SocketFactory sockets;
  private int tlsPort;
  private Child child;

  private RedisProcess(List<String> directives, List<String> flags, String user, String password)
      throws IOException {
    this(FreePort.next(), SocketFactory.getDefault(), directives, flags, user, password);
  }

  private RedisProcess(
      int port,
      SocketFactory sockets,
      List<String> directives,
      List<String> flags,
      String user,
      String password)
      throws IOException {
    this.port = port;
    this.sockets = sockets;
    this.folder = Files.createTempDirectory(Tools.target("redis"), "redis-");
    this.user = user;
    this.password = password;
    this.command = new ArrayList<>(List.of(Binary.PATH, folder.resolve("redis.conf").toString()));
    command.addAll(flags);
    var lines =
        new ArrayList<>(List.of("port " + port, "bind 127.0.0.1", "dir " + folder, "logfile \"\""));
    lines.addAll(directives);
    Files.write(folder.resolve("redis.conf"), lines);
  }

  /**
   * Starts one and waits until it answers.
   *
   * @param directives lines of {@code redis.conf}, such as {@code maxmemory 2mb}
   */
  public static RedisProcess start(String... directives) throws IOException {
    return started(new RedisProcess(settings(directives), List.of(), "", ""));
  }

  /** One that knows only this user; {@code default} is off unless it is meant. */
  public static RedisProcess secured(String user, String password, String... directives)
      throws IOException {
    List<String> lines = settings(directives);
    lines.addAll(only(user, password));
    return started(new RedisProcess(lines, List.of(), user, password));
  }

  private static List<String> only(String user, String password) {
    String on = "user " + user + " on >" + password + " ~* &* +@all";
    return user.equals("default") ? List.of(on) : List.of("user default off", on);
  }

  /**
   * One that knows only this user and speaks nothing but TLS: its {@link #port} is for that.
   *
   * @param sockets what the test's own questions are asked with
   * @param directives the certificate's among them
   */
  static RedisProcess sealed(
      SocketFactory sockets, String user, String password, List<String> directives)
      throws IOException {
    int port = FreePort.next();
    List<String> lines = settings(directives.toArray(String[]::new));
    lines.addAll(only(user, password));
    lines.addAll(List.of("port 0", "tls-port " + port));
    return started(new RedisProcess(port, sockets, lines, List.of(), user, password));
  }

  /**
   * One that speaks TLS on {@link #tlsPort}; its plain port is for the test's own questions.
   *
   * @param certificate a PEM file, as is the key
   */
  public static RedisProcess tls(Path certificate, Path key, String... directives)
      throws IOException {
    List<String> lines = settings(directives);
    int secure = FreePort.next();
    lines.add("tls-port " + secure);
    lines.add("tls-cert-file " + certificate.toAbsolutePath());
    lines.add("tls-key-file " + key.toAbsolutePath());
    lines.add("tls-auth-clients no");
    var redis = new RedisProcess(lines, List.of(), "", "");
    redis.tlsPort = secure;
    return started(redis);
  }

  /** A sentinel: the same program that watches others. */
  static RedisProcess sentinel(String... directives) throws IOException {
    return started(new RedisProcess(List.of(directives), List.of("--sentinel"), "", ""));
  }

  private static List<String> settings(String... directives) {
    var lines = new ArrayList<>(List.of("save \"\"", "repl-diskless-sync-delay 0"));
    lines.addAll(Arrays.asList(directives));
    return lines;
  }

  private static RedisProcess started(RedisProcess redis) throws IOException {
    try {
      redis.restart();
      return redis;
    } catch (RuntimeException | IOException | Error e) {
      redis.close();
      throw e;
    }
  }

  /** Its plain port. */
  public int port() {
    return port;
  }

  /** Its port for TLS, 0 when it has none. */
  public int tlsPort() {
    return tlsPort;
  }

  /** {@code 127.0.0.1:PORT}. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** {@code redis://…}, with its user and password if it has them. */
  public String url() {
    return "redis://" + (password.isEmpty() ? "" : user + ":" + password + "@") + address();
  }

  /** Words of a command by which another Redis logs in here; none where anybody may come. */
  List<String> login() {
    return password.isEmpty() ? List.of() : List.of("AUTH2", user, password);
  }

  public boolean isAlive() {
    return child != null && child.isAlive();
  }

  /** Starts it, again if it was killed or stopped, on the same port and the same files. */
  public void restart() throws IOException {
    if (isAlive()) {
      child.kill();
    }
    child = Child.start(command, folder, folder.resolve("redis.log"));
    try {
      await()
          .pollInterval(Duration.ofMillis(20))
          .atMost(PATIENCE)
          .failFast("it ended", () -> !child.isAlive())
          .until(this::answers);
    } catch (RuntimeException e) {
      throw new IOException("Redis does not answer:\n" + child.tail(), e);
    }
  }

  private boolean answers() {
    try {
      return "PONG".equals(call("PING"));
    } catch (IOException e) {
      return false;
    }
  }

  /** SIGKILL. */
  public void kill() {
    child.kill();
  }

  /** SIGSTOP: connections stay open and nothing answers. */
  public void pause() {
    child.pause();
  }

  /** SIGCONT. */
  public void resume() {
    child.resume();
  }

  /** A connection, logged in. */
  public Resp connect() throws IOException {
    var resp = new Resp(port, sockets);
    if (!password.isEmpty()) {
      try {
        resp.call("AUTH", user, password);
      } catch (IOException e) {
        resp.close();
        throw e;
      }
    }
    return resp;
  }

  /**
   * One command on a connection of its own.
   *
   * @return a String, a Long, a List of these, or null
   * @throws Resp.Refusal when Redis answers with an error
   */
  public Object call(String... words) throws IOException {
    try (Resp resp = connect()) {
      return resp.call(words);
    }
  }

  /** One field of {@code INFO}; empty when there is none. */
  public String info(String section, String field) throws IOException {
    return ((String) call("INFO", section))
        .lines()
        .filter(line -> line.startsWith(field + ":"))
        .map(line -> line.substring(field.length() + 1))
        .findFirst()
        .orElse("");
  }

  /** The last of what it logged. */
  public String tail() {
    return child.tail();
  }

  @Override
  public void close() {
    if (isAlive()) {
      child.kill();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return "Redis " + address();
  }
}
