package dev.freshet;

import dev.freshet.cluster.LocalBroker;
import dev.freshet.cluster.LocalHistory;
import dev.freshet.cluster.LocalOccupancy;
import dev.freshet.cluster.LocalPresence;
import dev.freshet.config.Config;
import dev.freshet.config.Setting;
import dev.freshet.config.Settings;
import dev.freshet.hub.Hub;
import dev.freshet.hub.HubSettings;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.ChannelName;
import dev.freshet.model.app.ChannelPattern;
import dev.freshet.net.ConnectionServices;
import dev.freshet.net.ConnectionSettings;
import dev.freshet.net.Departure;
import dev.freshet.net.Listener;
import dev.freshet.net.Loops;
import dev.freshet.net.Tls;
import dev.freshet.net.Transport;
import dev.freshet.net.Wheel;
import dev.freshet.net.api.Api;
import dev.freshet.net.http.HttpSettings;
import dev.freshet.session.Apps;
import dev.freshet.session.Authorizer;
import dev.freshet.session.Probe;
import dev.freshet.session.Publisher;
import dev.freshet.session.SessionServices;
import dev.freshet.session.token.HttpJwksSource;
import dev.freshet.session.token.TokenSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One node. The constructor wires every part by hand, in the order in which a message meets them
 * from the back: broker, hub, sessions, HTTP, sockets. Methods are called on threads that may
 * block.
 */
public final class Server implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Server.class.getName());

  private final Metrics metrics;
  private final Apps apps;
  private final LocalBroker broker;
  private final Loops loops;
  private final Api api;
  private final @Nullable Tls tls;
  private final Listener listener;
  private final ScheduledExecutorService upkeep;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private volatile Config config;

  private Server(Config config, Metrics metrics) throws IOException {
    this.config = config;
    this.metrics = metrics;
    Settings settings = config.settings();
    config.apps().forEach(Authorizer::requireUsable);
    var clock = Clock.systemUTC();
    apps = new Apps(config.apps());
    tls = tls(settings);
    broker = broker(settings, clock);
    loops = new Loops(Transport.of(settings.text(Setting.SERVER_TRANSPORT)), loopCount(settings));
    var occupancy = new LocalOccupancy();
    var hub = new Hub(loops.all(), broker, occupancy, hubSettings(settings), metrics);
    broker.start(hub);
    loops.start(hub, metrics);
    var authorizer = new Authorizer(clock, new HttpJwksSource(), tokenSettings(settings), metrics);
    var publisher = new Publisher(broker, hub, authorizer, metrics);
    var probe = new Probe(broker, hub, settings.duration(Setting.READY_TIMEOUT));
    probe.start();
    var sessions =
        new SessionServices(
            publisher, broker.history(), metrics, settings.number(Setting.HUB_CATCH_UP_MAX));
    var parts =
        new Api.Parts(
            apps,
            authorizer,
            sessions,
            new ConnectionServices(connectionSettings(settings), metrics),
            broker.history(),
            occupancy,
            new LocalPresence(broker, clock),
            probe,
            metrics,
            config.development(),
            "");
    api = new Api(parts, httpSettings(settings), doors(settings));
    Gauges.register(metrics, hub, broker);
    upkeep = Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
    listener = listen(settings);
    startUpkeep();
  }

  /**
   * Starts a node; when this returns it answers.
   *
   * @param version what the build calls itself, shown in the metrics
   * @throws IOException when an address or a certificate cannot be had
   * @throws IllegalArgumentException naming the setting that cannot be met here
   */
  public static Server start(Config config, String version, String commit) throws IOException {
    return new Server(config, new Metrics(version, commit));
  }

  /** Where it listens; the real port where 0 was asked for. */
  public InetSocketAddress address() {
    return listener.address();
  }

  /** Whether it speaks TLS. */
  public boolean isTls() {
    return tls != null;
  }

  /** Its numbers. */
  public Metrics metrics() {
    return metrics;
  }

  /**
   * Takes apps, rules, limits, origins and the certificate anew; no connection is dropped. What
   * needs a restart stays as it is: {@link Config#needRestart} tells it.
   *
   * @throws IOException when the certificate cannot be read; the rest is taken then all the same
   * @throws IllegalArgumentException when an app's keys cannot be used; nothing is taken then
   */
  public synchronized void reload(Config next) throws IOException {
    try {
      next.apps().forEach(Authorizer::requireUsable);
      for (Setting setting : config.needRestart(next)) {
        LOG.log(
            System.Logger.Level.WARNING,
            "{0} changed, and takes effect with the next start",
            setting.key());
      }
      apps.replace(next.apps());
      if (!next.apps().equals(config.apps())) {
        broker.history().forget(channel -> !keepsHistory(next, channel));
      }
      api.replace(doors(next.settings()));
      config = next;
      reloadCertificate();
      metrics.count(Metric.CONFIG_RELOADS, "taken").increment();
    } catch (IllegalArgumentException | IOException e) {
      metrics.count(Metric.CONFIG_RELOADS, "refused").increment();
      throw e;
    }
  }

  /**
   * Stops: accepts nothing more, is not ready any more, sends connections away over the stop
   * window, and ends within the stop timeout. Twice is once.
   *
   * @param progress hears how many connections are left
   */
  public void stop(IntConsumer progress) {
    if (!stopped.compareAndSet(false, true)) {
      return;
    }
    Settings settings = config.settings();
    api.stop();
    listener.close();
    upkeep.shutdownNow();
    try {
      int left =
          new Departure(loops)
              .run(
                  settings.duration(Setting.STOP_WINDOW),
                  settings.duration(Setting.STOP_TIMEOUT),
                  progress);
      if (left > 0) {
        LOG.log(System.Logger.Level.WARNING, "{0} connections did not end in time", left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    loops.close();
    broker.close();
  }

  /** Stops without a word on progress. */
  @Override
  public void close() {
    stop(left -> {});
  }

  private Listener listen(Settings settings) throws IOException {
    var address =
        new InetSocketAddress(
            settings.text(Setting.SERVER_HOST), settings.number(Setting.SERVER_PORT));
    try {
      int backlog = settings.number(Setting.SERVER_BACKLOG);
      return new Listener(loops, address, backlog, tls, api::install, metrics);
    } catch (IOException e) {
      upkeep.shutdownNow();
      loops.close();
      throw e;
    }
  }

  private void startUpkeep() {
    var _ = upkeep.scheduleWithFixedDelay(broker::sweep, 1, 1, TimeUnit.SECONDS);
    if (tls != null) {
      var _ = upkeep.scheduleWithFixedDelay(this::watchCertificate, 60, 60, TimeUnit.SECONDS);
    }
  }

  private void watchCertificate() {
    try {
      reloadCertificate();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.ERROR, "the certificate was not taken: " + e.getMessage());
    }
  }

  private synchronized void reloadCertificate() throws IOException {
    if (tls == null) {
      return;
    }
    try {
      if (tls.reload()) {
        metrics.count(Metric.TLS_RELOADS, "taken").increment();
        LOG.log(System.Logger.Level.INFO, "new connections get the new certificate");
      }
    } catch (IOException e) {
      metrics.count(Metric.TLS_RELOADS, "refused").increment();
      throw e;
    }
  }

  private static boolean keepsHistory(Config config, ChannelName channel) {
    return config.apps().stream()
        .anyMatch(app ->
            app.id().equals(channel.app()) && app.rules().match(channel.name()).keepsHistory());
  }

  private static @Nullable Tls tls(Settings settings) throws IOException {
    Optional<Path> certificate = settings.path(Setting.SERVER_TLS_CERTIFICATE);
    Optional<Path> key = settings.path(Setting.SERVER_TLS_KEY);
    return certificate.isPresent() && key.isPresent()
        ? new Tls(
            certificate.get(), key.get(), settings.duration(Setting.HTTP_HEADER_TIMEOUT).toMillis())
        : null;
  }

  private static LocalBroker broker(Settings settings, Clock clock) {
    long bytes = settings.bytes(Setting.HISTORY_MAX_BYTES);
    var history =
        new LocalHistory(
            new LocalHistory.Bounds(
                settings.number(Setting.HISTORY_MAX_STREAMS),
                bytes == 0 ? Runtime.getRuntime().maxMemory() / 4 : bytes,
                settings.duration(Setting.HISTORY_IDLE_TTL)),
            clock);
    return new LocalBroker(
        history,
        clock,
        settings.duration(Setting.PUBLISH_IDEMPOTENCY_WINDOW),
        settings.number(Setting.PUBLISH_IDEMPOTENCY_KEYS_MAX));
  }

  private static int loopCount(Settings settings) {
    int asked = settings.number(Setting.SERVER_LOOPS);
    return Math.min(
        asked == 0 ? Runtime.getRuntime().availableProcessors() : asked, Hub.MAX_SHARDS);
  }

  private static HubSettings hubSettings(Settings settings) {
    return new HubSettings(
        settings.number(Setting.HUB_SLICE),
        settings.number(Setting.HUB_BATCH_MAX),
        settings.bytes(Setting.HUB_MAILBOX_BYTES),
        settings.number(Setting.HUB_CATCH_UP_MAX));
  }

  private static TokenSettings tokenSettings(Settings settings) {
    return new TokenSettings(
        settings.duration(Setting.TOKENS_LEEWAY),
        settings.duration(Setting.TOKENS_JWKS_CACHE),
        settings.duration(Setting.TOKENS_JWKS_TIMEOUT));
  }

  private static ConnectionSettings connectionSettings(Settings settings) {
    return ConnectionSettings.ofMillis(
        settings.duration(Setting.CONNECTION_HEARTBEAT).toMillis(),
        settings.duration(Setting.CONNECTION_PONG_TIMEOUT).toMillis(),
        settings.duration(Setting.WEBSOCKET_CLOSE_TIMEOUT).toMillis(),
        settings.duration(Setting.HTTP_BODY_TIMEOUT).toMillis());
  }

  private static HttpSettings httpSettings(Settings settings) {
    return new HttpSettings(
        Math.toIntExact(settings.bytes(Setting.HTTP_REQUEST_LINE_MAX)),
        Math.toIntExact(settings.bytes(Setting.HTTP_HEADERS_MAX)),
        Math.toIntExact(settings.bytes(Setting.HTTP_BODY_MAX)),
        ticks(settings.duration(Setting.HTTP_HEADER_TIMEOUT)),
        ticks(settings.duration(Setting.HTTP_BODY_TIMEOUT)),
        ticks(settings.duration(Setting.HTTP_KEEP_ALIVE_TIMEOUT)),
        settings.duration(Setting.HTTP_RETRY).toMillis(),
        settings.flag(Setting.WEBSOCKET_COMPRESSION));
  }

  private static Api.Doors doors(Settings settings) {
    return new Api.Doors(
        settings.list(Setting.SERVER_HOSTS).stream()
            .map(host -> new ChannelPattern(host.toLowerCase(Locale.ROOT)))
            .toList(),
        settings.flag(Setting.SERVER_METRICS_OPEN),
        settings.duration(Setting.SERVER_CORS_MAX_AGE).toSeconds());
  }

  private static int ticks(Duration duration) {
    return Wheel.ticks(duration.toMillis());
  }
}
