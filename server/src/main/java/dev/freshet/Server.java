package dev.freshet;

import dev.freshet.cli.process.Build;
import dev.freshet.cluster.Broker;
import dev.freshet.cluster.Nodes;
import dev.freshet.config.Config;
import dev.freshet.config.Setting;
import dev.freshet.config.Settings;
import dev.freshet.console.Console;
import dev.freshet.console.view.Views;
import dev.freshet.hub.Hub;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.ChannelName;
import dev.freshet.net.ConnectionServices;
import dev.freshet.net.Listener;
import dev.freshet.net.Loops;
import dev.freshet.net.admission.Admission;
import dev.freshet.net.admission.Descriptors;
import dev.freshet.net.admission.StormLog;
import dev.freshet.net.api.Api;
import dev.freshet.net.proxy.AddressLimit;
import dev.freshet.net.proxy.AddressRate;
import dev.freshet.net.proxy.ClientAddresses;
import dev.freshet.net.tls.Tls;
import dev.freshet.session.Apps;
import dev.freshet.session.Authorizer;
import dev.freshet.session.Probe;
import dev.freshet.session.SessionServices;
import dev.freshet.session.command.CommandServices;
import dev.freshet.session.webhook.SubscriptionCounts;
import dev.freshet.session.webhook.WebhookSettings;
import dev.freshet.session.webhook.Webhooks;
import dev.freshet.tools.doctor.capacity.Headroom;
import dev.freshet.tools.doctor.capacity.ServerSettings;
import dev.freshet.wire.pusher.ChannelKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
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

  /** What the node calls itself among others. */
  private final String node = newId();

  private final Metrics metrics;
  private final Apps apps;
  private final Engine engine;
  private final Broker broker;
  private final Loops loops;
  private final Webhooks webhooks;
  private final SubscriptionCounts counts;
  private final Api api;
  private final @Nullable Tls tls;
  private final Membership membership;
  private final ClientAddresses addresses;
  private final AddressLimit addressLimit;
  private final AddressRate addressRate;
  private final Admission admission;
  private final @Nullable String consoleToken;
  private final @Nullable Console console;
  private final Listener listener;
  private final ScheduledExecutorService upkeep;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private volatile Config config;

  private Server(Config config, Build build, @Nullable Nodes others) throws IOException {
    this.config = config;
    this.metrics = new Metrics(build.version(), build.commit());
    Settings settings = config.settings();
    config.apps().forEach(Authorizer::requireUsable);
    var clock = Clock.systemUTC();
    engine = Engine.of(settings, node, metrics, clock);
    apps = new Apps(config.apps(), engine::elsewhere);
    tls = PartSettings.tls(settings, clock, metrics);
    addresses = new ClientAddresses(settings.list(Setting.SERVER_TRUSTED_PROXIES));
    addressLimit = new AddressLimit(settings.number(Setting.LIMITS_CONNECTIONS_PER_ADDRESS));
    addressRate = PartSettings.addressRate(settings, addresses);
    broker = engine.broker();
    loops = PartSettings.loops(settings);
    webhooks = new Webhooks(apps, WebhookSettings.of(settings), metrics, clock);
    counts = counts(clock);
    var hub = PartSettings.hub(settings, loops, broker, engine.occupancy(), metrics);
    engine.start(webhooks, counts);
    loops.start(hub, metrics);
    broker.start(hub);
    membership = new Membership(others == null ? engine.nodes() : others, loops, settings);
    var connections = new ConnectionServices(PartSettings.connectionSettings(settings), metrics);
    var probe = new Probe(broker, hub, settings.duration(Setting.READY_TIMEOUT), node);
    probe.start();
    var headroom = new Headroom(() -> ServerSettings.of(this.config));
    Gauges.register(metrics, hub, addressLimit, headroom);
    admission = admission(settings);
    consoleToken = ConsoleParts.token(config);
    var authorizer = PartSettings.authorizer(settings, clock, metrics);
    var sessions = PartSettings.sessions(settings, broker, hub, authorizer, metrics);
    var facts = new ConsoleParts.Facts(clock, build.version(), tls != null);
    console = console(sessions, hub, connections, headroom, facts);
    api = api(authorizer, sessions, connections, probe, clock);
    upkeep = Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
    listener = listen(settings);
    int most = admission.socketsMax();
    var seen = new Membership.Parts(apps, connections, loops, probe, most, metrics);
    membership.start(seen, address(), build, upkeep);
    startUpkeep();
  }

  private Admission admission(Settings settings) {
    var descriptors = Descriptors.ofProcess(settings.number(Setting.SERVER_DESCRIPTOR_RESERVE));
    return new Admission(
        loops, PartSettings.admissionSettings(settings), descriptors, addressRate, metrics);
  }

  private SubscriptionCounts counts(Clock clock) {
    return new SubscriptionCounts(
        apps,
        channel -> !ChannelKind.of(channel.name()).tellsCount(),
        broker,
        webhooks,
        clock,
        SubscriptionCounts.INTERVAL);
  }

  /** Null where nobody may enter it. */
  private @Nullable Console console(
      SessionServices sessions,
      Hub hub,
      ConnectionServices connections,
      Headroom headroom,
      ConsoleParts.Facts facts) {
    var parts =
        new Views.Parts(
            apps,
            hub,
            loops,
            broker,
            engine.occupancy(),
            engine.presence(),
            membership.nodes(),
            sessions,
            connections,
            PartSettings.httpSettings(config.settings()),
            headroom,
            () -> ServerSettings.of(this.config),
            new ConsolePlans(),
            metrics,
            facts.clock());
    return ConsoleParts.console(config, consoleToken, parts, admission::report, facts);
  }

  /** Everything between the hub and the sockets. */
  private Api api(
      Authorizer authorizer,
      SessionServices sessions,
      ConnectionServices connections,
      Probe probe,
      Clock clock) {
    Settings settings = config.settings();
    var publisher = sessions.publisher();
    var presence = engine.presence();
    var history = broker.history();
    var parts =
        new Api.Parts(
            apps,
            authorizer,
            sessions,
            connections,
            broker,
            engine.occupancy(),
            presence,
            new CommandServices(publisher, authorizer, presence, history, webhooks, metrics),
            probe,
            metrics,
            clock,
            addresses,
            addressLimit,
            addressRate,
            config.development(),
            settings.text(Setting.PUSHER_PATH),
            membership.operators(),
            ConsoleParts.resources(config, console));
    return new Api(parts, PartSettings.httpSettings(settings), PartSettings.doors(settings));
  }

  /**
   * Starts a node; when this returns it answers.
   *
   * @param version what the build calls itself, shown in the metrics
   * @throws IOException when an address or a certificate cannot be had
   * @throws IllegalArgumentException naming the setting that cannot be met here
   */
  public static Server start(Config config, String version, String commit) throws IOException {
    return new Server(config, new Build(version, commit), null);
  }

  /** As {@link #start(Config, String, String)}, among these nodes and not those of the engine. */
  static Server start(Config config, String version, String commit, Nodes nodes)
      throws IOException {
    return new Server(config, new Build(version, commit), nodes);
  }

  private static String newId() {
    return Long.toUnsignedString(new SecureRandom().nextLong(), 36);
  }

  /** Where it listens; the real port where 0 was asked for. */
  public InetSocketAddress address() {
    return listener.address();
  }

  /** Whether it speaks TLS. */
  public boolean isTls() {
    return tls != null;
  }

  /** What one enters the console with; null outside development mode, or without a console. */
  public @Nullable String consoleToken() {
    return consoleToken;
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
        engine.forget(channel -> !keepsHistory(next, channel));
      }
      api.replace(PartSettings.doors(next.settings()));
      addresses.trust(next.settings().list(Setting.SERVER_TRUSTED_PROXIES));
      addressLimit.replace(next.settings().number(Setting.LIMITS_CONNECTIONS_PER_ADDRESS));
      addressRate.replace(next.settings().number(Setting.LIMITS_CONNECT_RATE_PER_ADDRESS));
      config = next;
      reloadCertificate();
      metrics.count(Metric.CONFIG_RELOADS, "taken").increment();
    } catch (IllegalArgumentException | IOException e) {
      metrics.count(Metric.CONFIG_RELOADS, "refused").increment();
      throw e;
    }
  }

  /** What {@link #stop} would do now, in words. */
  public String leave() {
    return membership.leave().text();
  }

  /**
   * Stops: accepts nothing more, is not ready any more, sends connections away over the stop window
   * or as long as other nodes take to take them, and ends within the stop timeout. Twice is once.
   *
   * @param progress hears how many connections are left
   */
  public void stop(IntConsumer progress) {
    if (!stopped.compareAndSet(false, true)) {
      return;
    }
    Settings settings = config.settings();
    long end = System.nanoTime() + settings.duration(Setting.STOP_TIMEOUT).toNanos();
    Duration window = membership.leave().window();
    membership.stop();
    listener.close();
    upkeep.shutdownNow();
    try {
      int left = membership.depart(window, settings.duration(Setting.STOP_TIMEOUT), progress);
      if (left > 0) {
        LOG.log(System.Logger.Level.WARNING, "{0} connections did not end in time", left);
      }
      // The closes made the last events.
      long most = settings.duration(Setting.WEBHOOKS_TIMEOUT).toNanos();
      long last = System.nanoTime() + Math.min(most, Math.max(0, end - System.nanoTime()));
      engine.finish(Duration.ofNanos(last - System.nanoTime()));
      webhooks.close(Duration.ofNanos(Math.max(0, last - System.nanoTime())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    membership.close();
    counts.close();
    webhooks.close();
    loops.close();
    if (tls != null) {
      tls.close();
    }
    engine.close();
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
      var proxyProtocol = PartSettings.proxyProtocol(settings, addresses, metrics);
      var entrance = new Listener.Entrance(address, backlog, proxyProtocol, tls, admission);
      return new Listener(loops, entrance, api, metrics);
    } catch (IOException e) {
      upkeep.shutdownNow();
      loops.close();
      throw e;
    }
  }

  private void startUpkeep() {
    var _ = upkeep.scheduleWithFixedDelay(engine::sweep, 1, 1, TimeUnit.SECONDS);
    var storms = new StormLog(admission);
    var _ = upkeep.scheduleWithFixedDelay(storms::look, 1, 1, TimeUnit.SECONDS);
    if (console != null) {
      console.start(upkeep);
    }
    if (tls != null) {
      var _ = upkeep.scheduleWithFixedDelay(tls::rotate, 1, 1, TimeUnit.SECONDS);
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
}
