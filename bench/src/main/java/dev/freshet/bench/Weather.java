package dev.freshet.bench;

import dev.freshet.tools.load.frame.Options;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of {@link StormBench} and {@link CostBench}: what a server meets, and which it is.
 *
 * @param connections how many are dropped; fewer where others have to fit under 20,000 open files
 * @param uws where npm installed {@code bench/peers/uws}; null for not
 * @param soketi where npm installed {@code bench/peers/soketi}; null for not
 * @param centrifugo the program; null for not
 */
record Weather(
    Path root,
    Path logs,
    String flags,
    int connections,
    @Nullable String uws,
    @Nullable String soketi,
    @Nullable String centrifugo) {

  /** Those that need nothing but a C compiler and openssl. */
  static final String ALL = "plain,sse,hot,tls,tls-resumed,naive,slow,batch,floor";

  /** What a connection may be, and the peers that need nothing more. */
  static final String WIRES = "plain,sse,pusher-private,pusher-presence,deflate,tls,batch,floor";

  /** The hot channel's subscribers and rate: a million deliveries a second. */
  private static final List<String> HOT =
      List.of("--hot-rate", "334", "--hot-subscribers", "3000", "--hot-seconds", "8");

  private static final int SLOW = 5_000;
  private static final int MOST = 18_500;

  Target freshet() {
    return Target.freshet(root, flags, Map.of());
  }

  /** A row by its name. */
  StormBench.Row row(String name) throws IOException, InterruptedException {
    return switch (name) {
      case "plain" -> row("Freshet", freshet(), List.of());
      case "sse" -> row("Freshet, event streams", freshet(), List.of("--dialect", "sse"));
      case "pusher" -> row("Freshet, Pusher", freshet(), List.of("--dialect", "pusher"));
      case "pusher-private" ->
          row("Freshet, Pusher private", freshet(), List.of("--dialect", "pusher-private"));
      case "deflate" -> deflate();
      case "pusher-presence" ->
          row("Freshet, Pusher presence", freshet(), List.of("--dialect", "pusher-presence"));
      case "hot" -> row("Freshet, beside a hot channel", freshet(), HOT);
      case "naive" -> row("Freshet, naive clients", freshet(), List.of("--retry", "naive"));
      case "slow" ->
          new StormBench.Row(
              "Freshet, 5,000 slow handshakes",
              freshet(),
              Math.min(connections, MOST - SLOW),
              false,
              List.of("--slow-loris", "" + SLOW));
      case "tls" -> tls("Freshet over TLS", List.of());
      case "tls-resumed" -> tls("Freshet over TLS, sessions resumed", List.of("--tls-resume"));
      default -> peer(name);
    };
  }

  private StormBench.Row peer(String name) throws IOException, InterruptedException {
    return switch (name) {
      case "batch" -> row("NettyBatch", Target.nettyBatch(Target.PEER_FLAGS), bare());
      case "floor" -> row("floor", Target.floor(root, logs.resolveSibling("peers")), bare());
      case "uws" -> row("uWebSockets.js", Target.uws(installed("--uws", uws)), bare());
      case "soketi" ->
          row(
              "soketi",
              Target.soketi(installed("--soketi", soketi)),
              List.of("--server", "soketi"));
      case "centrifugo" -> centrifugo("config");
      case "centrifugo-tuned" -> centrifugo("tuned");
      default ->
          throw Options.fault(
              "--rows",
              name,
              "some of plain,sse,pusher,pusher-private,pusher-presence,deflate,hot,tls,tls-resumed,naive,slow,batch,floor,uws,soketi,"
                  + "centrifugo,centrifugo-tuned");
    };
  }

  private StormBench.Row deflate() {
    Target target = Target.freshet(root, flags, Map.of("FRESHET_WEBSOCKET_COMPRESSION", "true"));
    String description = root.resolve("bench/peers/freshet/deflate.properties").toString();
    return row("Freshet, permessage-deflate", target, List.of("--server", description));
  }

  private StormBench.Row centrifugo(String configuration) {
    Path program = installed("--centrifugo", centrifugo);
    Target target = Target.centrifugo(root, program, configuration);
    return row(target.name(), target, List.of("--server", "centrifugo"));
  }

  private StormBench.Row tls(String name, List<String> more)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("--insecure"));
    arguments.addAll(more);
    Target target = Target.freshetTls(root, flags, logs.resolveSibling("tls"));
    return new StormBench.Row(name, target, connections, true, arguments);
  }

  private StormBench.Row row(String name, Target target, List<String> arguments) {
    return new StormBench.Row(name, target, connections, false, arguments);
  }

  private static List<String> bare() {
    return List.of("--server", "ws");
  }

  private static Path installed(String option, @Nullable String place) {
    if (place == null) {
      throw Options.fault(option, "", "where it is installed");
    }
    return Path.of(place).toAbsolutePath();
  }
}
