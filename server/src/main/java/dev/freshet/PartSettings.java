package dev.freshet;

import dev.freshet.cluster.Broker;
import dev.freshet.cluster.Occupancy;
import dev.freshet.config.Setting;
import dev.freshet.config.Settings;
import dev.freshet.hub.Hub;
import dev.freshet.hub.HubSettings;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.Secret;
import dev.freshet.model.app.ChannelPattern;
import dev.freshet.net.Age;
import dev.freshet.net.ConnectionSettings;
import dev.freshet.net.Loops;
import dev.freshet.net.ProxyProtocol;
import dev.freshet.net.Transport;
import dev.freshet.net.Wheel;
import dev.freshet.net.admission.AdmissionSettings;
import dev.freshet.net.api.Api;
import dev.freshet.net.http.HttpSettings;
import dev.freshet.net.proxy.AddressRate;
import dev.freshet.net.proxy.ClientAddresses;
import dev.freshet.net.tls.Tls;
import dev.freshet.net.tls.TlsSettings;
import dev.freshet.session.Authorizer;
import dev.freshet.session.Publisher;
import dev.freshet.session.SessionServices;
import dev.freshet.session.token.HttpJwksSource;
import dev.freshet.session.token.TokenSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What each part is told of the settings. */
final class PartSettings {
  private PartSettings() {}

  static Loops loops(Settings settings) {
    int asked = settings.number(Setting.SERVER_LOOPS);
    int count = asked == 0 ? Runtime.getRuntime().availableProcessors() : asked;
    return new Loops(
        Transport.of(settings.text(Setting.SERVER_TRANSPORT)), Math.min(count, Hub.MAX_SHARDS));
  }

  static Hub hub(
      Settings settings, Loops loops, Broker broker, Occupancy occupancy, Metrics metrics) {
    var bounds =
        new HubSettings(
            settings.number(Setting.HUB_SLICE),
            settings.number(Setting.HUB_BATCH_MAX),
            settings.bytes(Setting.HUB_MAILBOX_BYTES),
            settings.number(Setting.HUB_CATCH_UP_MAX));
    return new Hub(loops.all(), broker, occupancy, bounds, metrics);
  }

  static Authorizer authorizer(Settings settings, Clock clock, Metrics metrics) {
    return new Authorizer(clock, new HttpJwksSource(), tokenSettings(settings), metrics);
  }

  static TokenSettings tokenSettings(Settings settings) {
    return new TokenSettings(
        settings.duration(Setting.TOKENS_LEEWAY),
        settings.duration(Setting.TOKENS_JWKS_CACHE),
        settings.duration(Setting.TOKENS_JWKS_TIMEOUT));
  }

  static SessionServices sessions(
      Settings settings, Broker broker, Hub hub, Authorizer authorizer, Metrics metrics) {
    return new SessionServices(
        new Publisher(broker, hub, authorizer, metrics),
        broker.history(),
        metrics,
        settings.number(Setting.HUB_CATCH_UP_MAX));
  }

  static AddressRate addressRate(Settings settings, ClientAddresses addresses) {
    return new AddressRate(addresses, settings.number(Setting.LIMITS_CONNECT_RATE_PER_ADDRESS));
  }

  static ConnectionSettings connectionSettings(Settings settings) {
    return ConnectionSettings.ofMillis(
        settings.duration(Setting.CONNECTION_HEARTBEAT).toMillis(),
        settings.duration(Setting.CONNECTION_PONG_TIMEOUT).toMillis(),
        settings.duration(Setting.WEBSOCKET_CLOSE_TIMEOUT).toMillis(),
        settings.duration(Setting.HTTP_BODY_TIMEOUT).toMillis(),
        Age.of(
            settings.duration(Setting.CONNECTION_MAX_AGE).toMillis(),
            settings.number(Setting.CONNECTION_MAX_AGE_JITTER)));
  }

  static HttpSettings httpSettings(Settings settings) {
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

  static AdmissionSettings admissionSettings(Settings settings) {
    return new AdmissionSettings(
        settings.duration(Setting.ADMISSION_WAIT_MAX).toNanos(),
        settings.number(Setting.ADMISSION_QUEUE_MAX),
        settings.duration(Setting.ADMISSION_RETRY_MAX).toNanos(),
        settings.duration(Setting.ADMISSION_LAG_MAX).toNanos(),
        settings.number(Setting.ADMISSION_UNDER_WAY_MAX),
        ticks(settings.duration(Setting.HTTP_HEADER_TIMEOUT)),
        settings.text(Setting.PUSHER_PATH));
  }

  static @Nullable ProxyProtocol proxyProtocol(
      Settings settings, ClientAddresses addresses, Metrics metrics) {
    return settings.text(Setting.SERVER_PROXY_PROTOCOL).equals("v2")
        ? new ProxyProtocol(
            addresses, ticks(settings.duration(Setting.HTTP_HEADER_TIMEOUT)), metrics)
        : null;
  }

  /**
   * Null where sockets are plain.
   *
   * @throws IOException when the certificate or its key cannot be read
   */
  static @Nullable Tls tls(Settings settings, Clock clock, Metrics metrics) throws IOException {
    TlsSettings files = tlsSettings(settings);
    return files == null ? null : new Tls(files, clock, metrics);
  }

  private static @Nullable TlsSettings tlsSettings(Settings settings) {
    Optional<Path> certificate = settings.path(Setting.SERVER_TLS_CERTIFICATE);
    Optional<Path> key = settings.path(Setting.SERVER_TLS_KEY);
    String secret = settings.text(Setting.SERVER_TLS_TICKET_SECRET);
    return certificate.isPresent() && key.isPresent()
        ? new TlsSettings(
            certificate.get(),
            key.get(),
            settings.duration(Setting.HTTP_HEADER_TIMEOUT),
            secret.isEmpty() ? null : Secret.of(secret),
            settings.duration(Setting.SERVER_TLS_TICKET_ROTATION))
        : null;
  }

  static Api.Doors doors(Settings settings) {
    return new Api.Doors(
        settings.list(Setting.SERVER_HOSTS).stream()
            .map(host -> new ChannelPattern(host.toLowerCase(Locale.ROOT)))
            .toList(),
        settings.flag(Setting.SERVER_METRICS_OPEN),
        settings.duration(Setting.SERVER_CORS_MAX_AGE).toSeconds());
  }

  static int ticks(Duration duration) {
    return Wheel.ticks(duration.toMillis());
  }
}
