package dev.freshet.cli.tools;

import dev.freshet.cli.process.AppOptions;
import dev.freshet.cli.process.Terminal;
import dev.freshet.tools.load.aim.Aim;
import dev.freshet.tools.load.aim.DescriptionFile;
import dev.freshet.tools.load.aim.Dialect;
import dev.freshet.tools.load.client.ClientPlan.Peer;
import dev.freshet.tools.load.client.ClientPlan.Trust;
import dev.freshet.tools.load.client.PusherAuth;
import dev.freshet.tools.load.probe.Proc;
import dev.freshet.tools.load.publish.Form;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say which server is measured, and how it is spoken to. */
final class TargetOptions {
  private static final String DEVELOPMENT_KEY = "dev-key";
  private static final String DEVELOPMENT_SECRET = "dev-secret";
  private static final int SOURCES = 16;

  @Mixin private final AppOptions of = new AppOptions();

  @Option(
      names = "--this-server-is-mine",
      description = "allow a server that is not on this machine: only load what you may load")
  private boolean mine;

  @Option(
      names = "--dialect",
      paramLabel = "NAME",
      description =
          "raw, json, sse, pusher, pusher-private or pusher-presence: what subscribers speak"
              + " (default: raw)")
  private String dialect = "raw";

  @Option(
      names = "--server",
      paramLabel = "FILE",
      description =
          "the description of another server, instead of --dialect: a file, or centrifugo, soketi"
              + " or ws")
  private @Nullable String server;

  @Option(
      names = "--channel",
      paramLabel = "NAME",
      description = "what channels are called; {c} is their number (default: load-{c})")
  private String channel = "load-{c}";

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "what subscribers present (default: FRESHET_TOKEN, or nothing)")
  private @Nullable String token;

  @Option(
      names = "--pid",
      paramLabel = "PID",
      description =
          "the server's process, for memory and CPU (default: who listens on the port, on this"
              + " machine)")
  private @Nullable Long pid;

  @Option(
      names = "--sources",
      paramLabel = "N|LIST",
      description =
          "connect from so many addresses of 127.0.0.0/24, or from these (default: "
              + SOURCES
              + "; the system's choice for another machine)")
  private @Nullable String sources;

  @Option(names = "--ca", paramLabel = "FILE", description = "trust these authorities, PEM")
  private @Nullable Path ca;

  @Option(names = "--insecure", description = "trust any certificate")
  private boolean insecure;

  @Option(names = "--tls-resume", description = "offer TLS sessions of earlier connections")
  private boolean resume;

  /** What is measured. */
  Aim aim(Terminal terminal) throws IOException {
    return aim(terminal, channel);
  }

  /** The same with channels of another name. */
  Aim aim(Terminal terminal, String channel) throws IOException {
    return aim(terminal, channel, dialect);
  }

  private Aim aim(Terminal terminal, String channel, String speaks) throws IOException {
    String key = of.app(terminal);
    String known = of.secret(terminal);
    String presented = AppOptions.or(token, terminal, "FRESHET_TOKEN");
    Peer peer = peer(terminal);
    var auth =
        new PusherAuth(
            key == null ? DEVELOPMENT_KEY : key, known == null ? DEVELOPMENT_SECRET : known);
    if (server != null) {
      return DescriptionFile.named(server).aim(peer, channel, auth, presented);
    }
    Dialect spoken = dialect(speaks);
    String name = spoken.prefix() + channel;
    return new Aim(
        spoken.toString(),
        peer,
        spoken.describe(name, key),
        form(name, key, known),
        spoken.isSigned() ? auth : null,
        spoken.isPusher() ? null : presented);
  }

  /** The same for another dialect. */
  Aim aimOf(String name, Terminal terminal) throws IOException {
    return aim(terminal, channel, name);
  }

  private static Dialect dialect(String name) {
    for (Dialect each : Dialect.values()) {
      if (each.toString().equals(name)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "--dialect: " + name + " (expected: one of " + List.of(Dialect.values()) + ")");
  }

  private static Form form(String name, @Nullable String key, @Nullable String known) {
    var headers = new ArrayList<String>();
    headers.add("Content-Type: text/plain");
    if (known != null) {
      headers.add("Authorization: Bearer " + known);
    }
    String path = "/channels/" + name + (key == null ? "" : "?app=" + key);
    return Form.post(path, headers, "{payload}");
  }

  private Peer peer(Terminal terminal) throws IOException {
    String given = of.url(terminal);
    URI uri;
    try {
      uri = new URI(given);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("--url: " + given + " (expected: http://host:port)", e);
    }
    boolean tls = "https".equalsIgnoreCase(uri.getScheme());
    if ((!tls && !"http".equalsIgnoreCase(uri.getScheme())) || uri.getHost() == null) {
      throw new IllegalArgumentException(
          "--url: " + given + " (expected: http://host:port or https://host:port)");
    }
    boolean local = InetAddress.getByName(uri.getHost()).isLoopbackAddress();
    if (!local && !mine) {
      throw new IllegalArgumentException(
          "--url: "
              + given
              + " (expected: a server on this machine, or --this-server-is-mine as well)");
    }
    int port = uri.getPort() > 0 ? uri.getPort() : tls ? 443 : 80;
    Trust trust = !tls ? Trust.PLAIN : insecure ? Trust.ANY : Trust.CHECKED;
    String authorities = ca == null ? "" : ca.toString();
    return new Peer(uri.getHost(), port, trust, authorities, resume, sources(local, uri.getHost()));
  }

  private List<String> sources(boolean local, String host) throws IOException {
    if (sources == null) {
      return local && isVersion4(host) ? Peer.loopback(SOURCES) : List.of();
    }
    if (sources.matches("\\d{1,3}")) {
      int count = Integer.parseInt(sources);
      if (count < 1 || count > 250) {
        throw new IllegalArgumentException("--sources: " + sources + " (expected: 1 to 250)");
      }
      return Peer.loopback(count);
    }
    return List.of(sources.split(",", -1));
  }

  private static boolean isVersion4(String host) throws IOException {
    return InetAddress.getByName(host).getAddress().length == 4;
  }

  /** Where the server is, as it was said. */
  String url(Terminal terminal) {
    return of.url(terminal);
  }

  /** The server's process, if it is on this machine and can be found. */
  OptionalLong pid(Aim aim) throws IOException {
    if (pid != null) {
      return OptionalLong.of(pid);
    }
    boolean local = InetAddress.getByName(aim.peer().host()).isLoopbackAddress();
    return local ? Proc.system().listener(aim.peer().port()) : OptionalLong.empty();
  }
}
