package dev.freshet.bench;

import dev.freshet.bench.redis.RedisProcess;
import dev.freshet.bench.report.Report;
import dev.freshet.tools.load.frame.Options;
import dev.freshet.tools.load.frame.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The driver behind {@code bench/run}: one subcommand a question, one results file a run. */
public final class Run {
  private static final Set<String> NAMES =
      Set.of(
          "subscribers",
          "rates",
          "seconds",
          "rounds",
          "size",
          "warmup",
          "connections",
          "channels",
          "consoles",
          "lists",
          "runs",
          "flags",
          "peer-flags",
          "servers",
          "soketi",
          "uws",
          "centrifugo",
          "storms",
          "rows",
          "redis-port",
          "pipelines",
          "requests",
          "nodes",
          "shared",
          "shared-rate",
          "own-rate",
          "idle",
          "history",
          "connect-rate",
          "in-flight",
          "hot",
          "rate");

  private final Path root;
  private final Path logs;
  private final Options options;
  private final String command;

  private Run(Path root, Options options, String command) {
    this.root = root;
    this.logs = root.resolve("bench/target/logs");
    this.options = options;
    this.command = command;
  }

  /** Arguments: the repository's root, the subcommand, then {@code --name value} options. */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length < 2) {
      throw Options.fault("arguments", String.join(" ", args), "ROOT SUBCOMMAND [--name value]…");
    }
    List<String> rest = List.of(args).subList(2, args.length);
    String command = String.join(" ", rest);
    try {
      Run run = new Run(Path.of(args[0]), Options.parse(rest, NAMES), command);
      run.run(args[1]);
    } catch (IllegalArgumentException e) {
      System.err.println("bench: " + e.getMessage());
      System.exit(2);
    }
  }

  private void run(String what) throws IOException, InterruptedException {
    switch (what) {
      case "fanout" -> fanout();
      case "startup" -> startup();
      case "flags" -> flags();
      case "pusher" -> pusher();
      case "http-publish" -> httpPublish();
      case "balancer" -> balancer();
      case "redis" -> redis();
      case "fleet" -> fleet();
      case "storm" -> storm();
      case "cost" -> cost(Weather.WIRES);
      case "console" ->
          new ConsoleRun(ConsoleRun.Shape.of(options))
              .run(Target.freshet(root, options.text("flags", ""), Map.of()), logs, report(what));
      case "all" -> {
        startup();
        cost("plain,sse");
        fanout();
      }
      default ->
          throw Options.fault(
              "subcommand",
              what,
              "fanout, startup, flags, pusher, http-publish, balancer, redis, fleet, storm, cost, console or all");
    }
  }

  private Report report(String what) throws IOException, InterruptedException {
    return new Report(root, what, ("bench/run " + what + " " + command).strip());
  }

  private FanoutRun.Shape shape(int rounds, int seconds, List<Integer> rates) {
    int subscribers = options.number("subscribers", 10_000, 1, 19_000);
    int channels = options.number("channels", 1, 1, subscribers);
    if (subscribers % channels != 0) {
      throw Options.fault("--channels", "" + channels, "a divisor of --subscribers");
    }
    return new FanoutRun.Shape(
        subscribers,
        channels,
        options.numbers("rates", rates, 1, 10_000),
        options.number("seconds", seconds, 1, 600),
        options.number("rounds", rounds, 1, 50),
        options.number("size", 128, Payload.MIN_BYTES, 60_000),
        options.number("warmup", 7, 0, 120));
  }

  private void fanout() throws IOException, InterruptedException {
    Report report = report("fanout");
    List<Target> targets = targets(report);
    FanoutRun fanout = new FanoutRun(logs, shape(3, 10, List.of(20, 150, 500)));
    fanout.measure(targets);
    fanout.tell(report, targets);
    report.write();
  }

  /** The servers that are asked for, Freshet first, with their flags told. */
  private List<Target> targets(Report report) throws IOException, InterruptedException {
    List<String> servers = List.of(options.text("servers", "freshet,batch").split(",", -1));
    for (String server : servers) {
      if (!Set.of("freshet", "batch", "floor", "uws").contains(server)) {
        throw Options.fault("--servers", server, "some of freshet,batch,floor,uws");
      }
    }
    List<Target> targets = new ArrayList<>();
    List<String> launcherFlags = Target.PEER_FLAGS;
    if (servers.contains("freshet")) {
      Target freshet = Target.freshet(root, options.text("flags", ""), Map.of());
      launcherFlags = flagsOf(freshet);
      report.row("JVM flags of Freshet", "`" + told(launcherFlags) + "`");
      targets.add(freshet);
    }
    if (servers.contains("batch")) {
      List<String> peerFlags = peerFlags(launcherFlags);
      report.row("JVM flags of NettyBatch", "`" + told(peerFlags) + "`");
      targets.add(Target.nettyBatch(peerFlags));
    }
    if (servers.contains("floor")) {
      targets.add(Target.floor(root, logs.resolveSibling("peers")));
    }
    if (servers.contains("uws")) {
      targets.add(Target.uws(uws()));
    }
    return targets;
  }

  private Path uws() {
    String installed = options.textOrNull("uws");
    if (installed == null) {
      throw Options.fault("--uws", "", "the directory where npm installed bench/peers/uws");
    }
    return Path.of(installed).toAbsolutePath();
  }

  /** The launcher's flags, read from the running process; building and caching are done then. */
  private List<String> flagsOf(Target freshet) throws IOException, InterruptedException {
    try (Server server = Server.start(freshet, logs)) {
      return server.probe().jvmFlags();
    }
  }

  /** {@code --peer-flags table} gives the peer the flags it had in the table of peers. */
  private List<String> peerFlags(List<String> launcherFlags) {
    String asked = options.text("peer-flags", "same");
    return switch (asked) {
      case "same" -> launcherFlags.stream().filter(flag -> !ofTheJar(flag)).toList();
      case "table" -> Target.PEER_FLAGS;
      default -> throw Options.fault("--peer-flags", asked, "same or table");
    };
  }

  private static boolean ofTheJar(String flag) {
    return flag.startsWith("-XX:AOT") || flag.startsWith("-Xlog") || flag.startsWith("-D");
  }

  /** Flags as a report has them: without the place of the AOT cache. */
  static String told(List<String> flags) {
    return String.join(
        " ",
        flags.stream()
            .map(flag -> flag.startsWith("-XX:AOTCache=") ? "-XX:AOTCache=…" : flag)
            .toList());
  }

  private void pusher() throws IOException, InterruptedException {
    Report report = report("pusher");
    int rounds = options.number("rounds", 3, 1, 50);
    Target freshet = Target.freshet(root, options.text("flags", ""), Map.of());
    report.row("JVM flags of Freshet", "`" + told(flagsOf(freshet)) + "`");
    var run =
        new PusherRun(freshet, soketi(), logs, options.number("connections", 15_000, 150, 19_000));
    for (int round = 0; round < rounds; round++) {
      run.round();
    }
    run.tell(report);
    report.write();
  }

  private void httpPublish() throws IOException, InterruptedException {
    Report report = report("http-publish");
    Target freshet = Target.freshet(root, options.text("flags", ""), Map.of());
    List<String> launcherFlags = flagsOf(freshet);
    List<String> peerFlags = peerFlags(launcherFlags);
    report.row("JVM flags of Freshet", "`" + told(launcherFlags) + "`");
    report.row("JVM flags of bare HTTP", "`" + told(peerFlags) + "`");
    HttpPublishRun.Shape shape =
        new HttpPublishRun.Shape(
            options.number("connections", 64, 1, 10_000),
            options.number("seconds", 10, 1, 300),
            options.number("rounds", 3, 1, 50),
            options.number("size", 128, 1, 10_240),
            options.number("warmup", 10, 0, 120));
    var run = new HttpPublishRun(logs, freshet, Target.bareHttp(peerFlags), shape);
    for (int round = 1; round <= shape.rounds(); round++) {
      run.round(round);
    }
    run.tell(report);
    report.write();
  }

  private void balancer() throws IOException, InterruptedException {
    Report report = report("balancer");
    var run = new BalancerRun(root, logs, options.number("connections", 5_000, 100, 9_000));
    int rounds = options.number("rounds", 3, 1, 50);
    for (int round = 0; round < rounds; round++) {
      run.round();
    }
    run.tell(report);
    report.write();
  }

  private void redis() throws IOException, InterruptedException {
    Report report = report("redis");
    var shape =
        new RedisRun.Shape(
            options.numbers("rates", List.of(200, 1000), 8, 20_000),
            options.number("seconds", 10, 1, 300),
            options.number("rounds", 3, 1, 50),
            options.number("size", 128, Payload.MIN_BYTES, 10_240),
            options.number("warmup", 8, 0, 120),
            options.number("connections", 64, 1, 10_000),
            options.numbers("pipelines", List.of(1, 16, 64), 1, 1000),
            options.number("requests", 300_000, 1000, 10_000_000));
    try (RedisProcess redis = redisServer(report)) {
      var run = new RedisRun(root, logs, options.text("flags", ""), shape);
      for (int round = 1; round <= shape.rounds(); round++) {
        run.round(round, redis);
      }
      run.tell(report);
    }
    report.write();
  }

  private void fleet() throws IOException, InterruptedException {
    Report report = report("fleet");
    String flags = options.text("flags", "-Xms64m -Xmx512m");
    int connections = options.number("connections", 18_000, 2, 19_000);
    var shape =
        new Fleet.Shape(
            options.number("nodes", 5, 1, 20),
            connections,
            options.number("shared", 100, 1, 10_000),
            options.choice("history", "yes", List.of("yes", "no")).equals("yes"),
            options.number("connect-rate", 1000, 0, 100_000),
            options.number("in-flight", 32, 1, 4096));
    var load =
        new FleetRun.Load(
            options.number("shared-rate", 50, 1, 10_000),
            options.number("own-rate", 400, 1, 10_000),
            options.number("seconds", 20, 1, 600),
            options.number("size", 128, Payload.MIN_BYTES, 10_240),
            options.number("warmup", 10, 0, 120),
            options.number("idle", 10, 1, 300));
    try (RedisProcess redis = redisServer(report)) {
      report.row("more JVM flags of the nodes", "`" + flags + "`");
      var run = new FleetRun(shape, load);
      run.measure(redis, Target.node(root, flags, redis.port()), logs);
      run.tell(report);
    }
    report.write();
  }

  private Weather weather() {
    return new Weather(
        root,
        logs,
        options.text("flags", ""),
        options.number("connections", 15_000, 100, 18_000),
        options.textOrNull("uws"),
        options.textOrNull("soketi"),
        options.textOrNull("centrifugo"));
  }

  private void cost(String rows) throws IOException, InterruptedException {
    Report report = report("cost");
    Weather weather = weather();
    List<String> asked = List.of(options.text("rows", rows).split(",", -1));
    var run =
        new CostBench(
            logs, options.number("channels", 1000, 1, 15_000), options.number("idle", 30, 1, 600));
    report.row("JVM flags of Freshet", "`" + told(flagsOf(weather.freshet())) + "`");
    report.row("load average before", Files.readString(Path.of("/proc/loadavg")).strip());
    for (String name : asked) {
      StormBench.Row row = weather.row(name);
      row.tried(report, () -> run.measure(row));
    }
    run.tell(report);
    report.write();
  }

  private void storm() throws IOException, InterruptedException {
    Report report = report("storm");
    Weather weather = weather();
    List<String> asked = List.of(options.text("rows", Weather.ALL).split(",", -1));
    var run = new StormBench(logs, options.number("storms", 4, 1, 20));
    report.row("JVM flags of Freshet", "`" + told(flagsOf(weather.freshet())) + "`");
    report.row("load average before", Files.readString(Path.of("/proc/loadavg")).strip());
    for (String name : asked) {
      StormBench.Row row = weather.row(name);
      row.tried(report, () -> run.measure(row));
    }
    run.tell(report);
    report.write();
  }

  /** A server of its own, or the one that is named. */
  private RedisProcess redisServer(Report report) throws IOException, InterruptedException {
    int given = options.number("redis-port", 0, 0, 65_535);
    RedisProcess redis =
        given > 0 ? RedisProcess.at(given) : RedisProcess.start(Server.freePort(), logs);
    report.row("load average before", Files.readString(Path.of("/proc/loadavg")).strip());
    report.row("Redis", redis.version() + (given > 0 ? "" : ", nothing kept on disk"));
    return redis;
  }

  private @Nullable Target soketi() {
    String installed = options.textOrNull("soketi");
    return installed == null ? null : Target.soketi(Path.of(installed).toAbsolutePath());
  }

  private void startup() throws IOException, InterruptedException {
    Report report = report("startup");
    new StartupRun(root, logs, options.number("runs", 9, 1, 100)).tell(report);
    report.write();
  }

  private void flags() throws IOException, InterruptedException {
    Report report = report("flags");
    int connections = options.number("connections", 15_000, 100, 19_000);
    FanoutRun.Shape shape = shape(1, 8, List.of(20, 500));
    List<Integer> rates = new ArrayList<>(shape.rates());
    Report.progress(
        String.format(
            Locale.ROOT, "flags: idle %d connections, fan-out at %s/s", connections, rates));
    new FlagsRun(root, logs, connections, shape).tell(report);
    report.write();
  }
}
