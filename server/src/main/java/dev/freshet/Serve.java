package dev.freshet;

import dev.freshet.cli.process.Build;
import dev.freshet.config.Config;
import dev.freshet.config.Setting;
import dev.freshet.model.app.App;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs a node in the foreground: says where it is, and minds the signals. */
final class Serve {
  private static final System.Logger LOG = System.getLogger(Serve.class.getName());

  private static final Build BUILD = Build.current();

  private final PrintStream out;
  private final PrintStream err;

  /**
   * To a terminal.
   *
   * @param out gets what people paste
   * @param err gets what happens
   */
  Serve(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Runs until SIGTERM or SIGINT.
   *
   * @param reload reads the configuration again, for SIGHUP
   * @return the exit code
   * @throws IOException when the node cannot start
   */
  int run(Config config, Supplier<Config> reload) throws IOException, InterruptedException {
    Server server = Server.start(config, BUILD.version(), BUILD.commit());
    greet(config, server);
    if (config.settings().flag(Setting.DOCTOR_AT_START)) {
      // Beside the start, which it must not make longer.
      var _ = Thread.ofVirtual().name("freshet-doctor").start(() -> StartCheck.run(config));
    }
    var stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("freshet-stop")
                .unstarted(() -> {
                  stop(server);
                  stopped.countDown();
                }));
    Hangup.hear(() -> reload(server, reload));
    stopped.await();
    return 0;
  }

  /** Stops a node, and says how. */
  void stop(Server server) {
    err.println("stopping: " + server.leave());
    server.stop(left -> err.printf("stopping: %d connections left%n", left));
    err.println("stopped");
    err.flush();
  }

  private static void reload(Server server, Supplier<Config> reload) {
    try {
      server.reload(reload.get());
      LOG.log(System.Logger.Level.INFO, "the configuration was read again");
    } catch (IOException | RuntimeException e) {
      LOG.log(
          System.Logger.Level.ERROR,
          "the configuration was not taken, the old one holds: " + e.getMessage());
    }
  }

  /** Says where the node is, and in development what to paste. */
  void greet(Config config, Server server) {
    String url = url(server);
    out.printf("Freshet %s answers at %s%n", BUILD.version(), url);
    if (config.development()) {
      greetDeveloper(config.apps().getFirst(), url, server.consoleToken());
    } else {
      out.printf(
          "%d app%s configured; health at %s/health, readiness at %s/ready%n",
          config.apps().size(), config.apps().size() == 1 ? "" : "s", url, url);
    }
    out.flush();
  }

  private void greetDeveloper(App app, String url, @Nullable String consoleToken) {
    out.printf(
        """
        Development mode: whoever is on this machine may hear and publish on every channel.
        app %1$s   key %2$s   secret %3$s

        hear it       curl -N -H 'Accept: text/event-stream' %4$s/channels/chat
        publish       curl -d hello %4$s/channels/chat
        in a browser  new EventSource('%4$s/channels/chat').onmessage = (e) => console.log(e.data)

        A page to try it with is at %4$s/
        """,
        app.id(), app.key(), Config.DEVELOPMENT_SECRET, url);
    if (consoleToken != null) {
      out.printf(
          """
          The console is at %1$s/console, and lets in with the token %2$s
                         or %1$s/console#token=%2$s
          """,
          url, consoleToken);
    }
  }

  private static String url(Server server) {
    InetSocketAddress address = server.address();
    String host = address.getAddress().getHostAddress();
    return "%s://%s:%d"
        .formatted(
            server.isTls() ? "https" : "http",
            host.contains(":") ? "[" + host + "]" : host,
            address.getPort());
  }
}
