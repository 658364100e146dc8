package dev.freshet.config;

import static dev.freshet.config.kind.Kind.bytes;
import static dev.freshet.config.kind.Kind.span;
import static dev.freshet.config.kind.Kind.whole;

import dev.freshet.config.kind.HashedPassword;
import dev.freshet.config.kind.Kind;
import dev.freshet.config.kind.RedisUrl;
import dev.freshet.config.kind.Subnet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything that can be set for the node: the table that parsing, {@code config reference} and the
 * reference page are made from. The setting {@code a.b-c} is {@code a: {b-c: …}} in YAML and {@code
 * FRESHET_A_B_C} in the environment.
 */
public enum Setting {
  SERVER_HOST(
      "server.host",
      Kind.Text.of("[A-Za-z0-9.:_\\[\\]-]{1,255}", "an address or host name"),
      "127.0.0.1",
      "The address to listen on; 0.0.0.0 or :: for all of the machine's."),
  SERVER_PORT(
      "server.port", whole(0, 65_535), "8080", "The port to listen on; 0 takes a free one."),
  SERVER_LOOPS(
      "server.loops", whole(0, 1_024), "0", "How many event loops run; 0 is one for each core."),
  SERVER_TRANSPORT(
      "server.transport",
      Kind.OneOf.of("auto", "epoll", "io_uring", "nio"),
      "auto",
      "How sockets are driven; auto is epoll on Linux, which took the least memory, and nio"
          + " elsewhere."),
  SERVER_BACKLOG(
      "server.backlog",
      whole(1, 65_535),
      "4096",
      "How many connections the kernel holds until they are accepted."),
  SERVER_DESCRIPTOR_RESERVE(
      "server.descriptor-reserve",
      whole(0, 1_000_000),
      "1000",
      "How many of the files the process may open are kept for files, Redis, webhooks and"
          + " diagnostics: clients who come when only these are left are turned away. Of a small"
          + " limit half is kept."),
  SERVER_TLS_CERTIFICATE(
      "server.tls.certificate",
      new Kind.FilePath(),
      "",
      "A PEM file with the certificate chain; with the key it turns TLS on."),
  SERVER_TLS_KEY(
      "server.tls.key",
      new Kind.FilePath(),
      "",
      "A PEM file with the private key of the certificate."),
  SERVER_TLS_TICKET_SECRET(
      "server.tls.ticket-secret",
      new Kind.Hidden(32, 1_024, true),
      "",
      "What the keys of TLS session tickets are derived from; the same on all nodes, a client takes up"
          + " its session at any of them. Better kept in the variable. Empty: each node has keys of"
          + " its own."),
  SERVER_TLS_TICKET_ROTATION(
      "server.tls.ticket-rotation",
      span("0s", "7d"),
      "12h",
      "How long a key seals new TLS session tickets; they are taken for as long again. The same on"
          + " all nodes; 0 is no tickets."),
  SERVER_PROXY_PROTOCOL(
      "server.proxy-protocol",
      Kind.OneOf.of("off", "v2"),
      "off",
      "Whether every socket must begin with a PROXY protocol header, by which a balancer hands over"
          + " the client's address; version 2, from server.trusted-proxies alone."),
  SERVER_TRUSTED_PROXIES(
      "server.trusted-proxies",
      new Kind.Items(
          Kind.Text.of(Subnet.FORM, "an address, or a subnet such as 10.0.0.0/8 or fd00::/8"), 100),
      "",
      "The balancers and proxies that are believed when they say, by the PROXY protocol or"
          + " X-Forwarded-For, which address a client has; nobody else is.",
      true),
  SERVER_ORIGINS(
      "server.origins",
      new Kind.Items(AppField.Forms.ORIGIN, 100),
      "",
      "The browser origins that may use apps which name none of their own; empty is only pages of"
          + " the same host.",
      true),
  SERVER_HOSTS(
      "server.hosts",
      new Kind.Items(
          Kind.Text.of("[A-Za-z0-9.*_\\[\\]:-]{1,200}", "a host name, with * for any part"), 100),
      "",
      "The names the Host header may have, whatever the port; empty is any, in development mode only"
          + " names of loopback.",
      true),
  SERVER_CORS_MAX_AGE(
      "server.cors-max-age",
      span("0s", "24h"),
      "10m",
      "How long browsers may remember the answer to a CORS preflight."),
  SERVER_METRICS_OPEN(
      "server.metrics-open",
      new Kind.Flag(),
      "false",
      "Whether anybody who reaches the server may read /metrics; otherwise an app's secret is needed"
          + " as a bearer token. In development it is open."),

  NODE_NAME(
      "node.name",
      Kind.Text.of("|[!-~]{1,200}", "empty, or 1 to 200 visible ASCII characters"),
      "",
      "What freshet nodes and other nodes call this one; empty is host:port."),
  ADMIN_SECRET(
      "admin.secret",
      new Kind.Hidden(16, 1_024, true),
      "",
      "What operators prove themselves with, as a bearer token, to list and empty nodes and for"
          + " drills; better kept in the variable. Empty: nobody can, but this machine in development mode."),

  HTTP_REQUEST_LINE_MAX(
      "http.request-line-max",
      bytes("256", "64KiB"),
      "4KiB",
      "The longest request line that is read."),
  HTTP_HEADERS_MAX(
      "http.headers-max",
      bytes("1KiB", "1MiB"),
      "16KiB",
      "The most bytes the header fields of a request may take together."),
  HTTP_BODY_MAX(
      "http.body-max",
      bytes("1KiB", "256MiB"),
      "1MiB",
      "The largest request body, whatever an app allows for one publication: the bound of a"
          + " batch."),
  HTTP_HEADER_TIMEOUT(
      "http.header-timeout",
      span("50ms", "2m"),
      "10s",
      "How long a request's header may take to arrive, from the first byte or the accept on."),
  HTTP_BODY_TIMEOUT(
      "http.body-timeout",
      span("50ms", "2m"),
      "30s",
      "How long a request's body may take to arrive."),
  HTTP_KEEP_ALIVE_TIMEOUT(
      "http.keep-alive-timeout",
      span("50ms", "2m"),
      "75s",
      "How long a connection may wait for its next request."),
  HTTP_RETRY(
      "http.retry",
      span("1ms", "1h"),
      "2s",
      "How long event-stream clients are told to wait before they connect again."),

  ADMISSION_WAIT_MAX(
      "admission.wait-max",
      span("100ms", "1m"),
      "5s",
      "How long a new socket may wait to be let in when many come at once; those who would wait"
          + " longer are refused and told when to come back."),
  ADMISSION_QUEUE_MAX(
      "admission.queue-max",
      whole(1, 1_000_000),
      "20000",
      "How many new sockets may wait to be let in, whatever the rate; beyond that those who have"
          + " waited longest are refused."),
  ADMISSION_RETRY_MAX(
      "admission.retry-max",
      span("2s", "1h"),
      "2m",
      "The latest time that clients who are refused are told to come back at."),
  ADMISSION_LAG_MAX(
      "admission.lag-max",
      span("1ms", "1s"),
      "25ms",
      "How late deliveries may become while clients are let in; beyond that fewer are let in, down"
          + " to a fifth of an event loop's time."),
  ADMISSION_UNDER_WAY_MAX(
      "admission.under-way-max",
      whole(1, 100_000),
      "512",
      "How many handshakes of one event loop may wait for Redis or key sets at once; fewer while"
          + " these are slow."),

  CONNECTION_HEARTBEAT(
      "connection.heartbeat",
      span("50ms", "2m"),
      "25s",
      "How long a connection may be silent before it gets a heartbeat: a ping, or a comment in an"
          + " event stream."),
  CONNECTION_PONG_TIMEOUT(
      "connection.pong-timeout",
      span("50ms", "2m"),
      "10s",
      "How long a WebSocket client has to answer a ping before the connection ends."),
  CONNECTION_MAX_AGE(
      "connection.max-age",
      span("0s", "365d"),
      "24h",
      "How long a connection may be open; then its client is told to come back, which spreads load by"
          + " itself when nodes are added. 0 is any time."),
  CONNECTION_MAX_AGE_JITTER(
      "connection.max-age-jitter",
      whole(0, 100),
      "20",
      "By up to how many percent less each connection is open, so that those which began together do"
          + " not end together."),
  WEBSOCKET_COMPRESSION(
      "websocket.compression",
      new Kind.Flag(),
      "false",
      "Whether permessage-deflate is agreed to; a broadcast is compressed once and shared."),
  WEBSOCKET_CLOSE_TIMEOUT(
      "websocket.close-timeout",
      span("50ms", "1m"),
      "5s",
      "How long a client has to answer the closing handshake."),

  HUB_SLICE(
      "hub.slice",
      whole(1, 1_000_000),
      "256",
      "After how many deliveries a drain lets the other work of its event loop run."),
  HUB_MAILBOX_BYTES(
      "hub.mailbox-bytes",
      bytes("1KiB", "64GiB"),
      "64MiB",
      "How many bytes of publications may wait for each event loop; beyond that publishing is"
          + " refused as overloaded."),
  HUB_BATCH_MAX(
      "hub.batch-max",
      whole(1, 65_536),
      "256",
      "The most publications that are written to a subscriber in one batch."),
  HUB_CATCH_UP_MAX(
      "hub.catch-up-max",
      whole(1, 100_000),
      "1000",
      "The most publications a resuming subscriber is given; who missed more is told that the past"
          + " is gone."),

  HISTORY_MAX_BYTES(
      "history.max-bytes",
      bytes("0", "1TiB"),
      "0",
      "How many bytes the history of all channels may take; 0 is a quarter of the heap."),
  HISTORY_MAX_STREAMS(
      "history.max-streams",
      whole(1, 10_000_000),
      "1000000",
      "How many channels history may be kept of at once."),
  HISTORY_IDLE_TTL(
      "history.idle-ttl",
      span("1s", "365d"),
      "24h",
      "How long the position of a channel is remembered that nobody publishes to."),

  PUBLISH_IDEMPOTENCY_WINDOW(
      "publish.idempotency-window",
      span("1ms", "24h"),
      "5m",
      "How long an idempotency key is remembered."),
  PUBLISH_IDEMPOTENCY_KEYS_MAX(
      "publish.idempotency-keys-max",
      whole(1, 100_000_000),
      "200000",
      "How many idempotency keys are remembered at once; the oldest give way."),

  LIMITS_CONNECTIONS(
      "limits.connections",
      whole(0, 10_000_000),
      "1000000",
      "How many connections an app may have open on this node.",
      true),
  LIMITS_CLUSTER_CONNECTIONS(
      "limits.cluster-connections",
      whole(0, 1_000_000_000),
      "0",
      "How many connections an app may have open on all nodes together, counted from what the nodes"
          + " tell each other every few seconds; 0 is no bound.",
      true),
  LIMITS_CONNECT_RATE(
      "limits.connect-rate",
      whole(0, 1_000_000),
      "0",
      "How many connections a second an app may open on this node; 0 is no bound.",
      true),
  LIMITS_CONNECT_RATE_PER_ADDRESS(
      "limits.connect-rate-per-address",
      whole(0, 1_000_000),
      "0",
      "How many sockets a second one client address may open on this node, counted before TLS;"
          + " behind a proxy, connections. IPv6 counts by the first 64 bits. 0 is no bound.",
      true),
  LIMITS_CONNECTIONS_PER_ADDRESS(
      "limits.connections-per-address",
      whole(0, 10_000_000),
      "0",
      "How many connections one client address may have open on this node, whatever the app; IPv6"
          + " counts by the first 64 bits. 0 is no bound.",
      true),
  LIMITS_CHANNELS_PER_CONNECTION(
      "limits.channels-per-connection",
      whole(1, 10_000),
      "100",
      "How many channels one connection may subscribe to.",
      true),
  LIMITS_MESSAGE_BYTES(
      "limits.message-bytes",
      bytes("1", "16MiB"),
      "64KiB",
      "The largest body of one publication.",
      true),
  LIMITS_BATCH_SIZE(
      "limits.batch-size",
      whole(1, 10_000),
      "1000",
      "How many publications one request may hold.",
      true),
  LIMITS_PUBLISH_RATE(
      "limits.publish-rate",
      whole(0, 10_000_000),
      "0",
      "How many publications a second an app may make on this node; 0 is no bound.",
      true),
  LIMITS_CLIENT_RATE(
      "limits.client-rate",
      whole(0, 1_000_000),
      "100",
      "How many frames a second one connection may send; 0 is no bound.",
      true),
  LIMITS_QUEUED_BYTES(
      "limits.queued-bytes",
      bytes("1KiB", "1GiB"),
      "1MiB",
      "How many bytes may wait for one connection before it counts as a slow reader.",
      true),

  ENGINE_REDIS_URL(
      "engine.redis.url",
      new Kind.Items(RedisUrl.SERVER, 64),
      "",
      "The Redis server, 7.0 or newer, that nodes share; empty is the memory of this node alone. Of"
          + " several servers that do not know each other, each keeps a share of the channels."),
  ENGINE_REDIS_CLUSTER(
      "engine.redis.cluster",
      new Kind.Items(RedisUrl.SEED, 64),
      "",
      "Some members of a Redis Cluster, which tell the others; instead of engine.redis.url."),
  ENGINE_REDIS_CA(
      "engine.redis.ca",
      new Kind.FilePath(),
      "",
      "A PEM file with the certificates that Redis servers are trusted by over TLS; empty is those"
          + " of the JDK."),
  ENGINE_REDIS_PREFIX(
      "engine.redis.prefix",
      Kind.Text.of("[A-Za-z0-9_.-]{1,40}", "1 to 40 of A-Z a-z 0-9 _ . -"),
      "freshet",
      "What all keys and Redis channels begin with; the same on all nodes that belong together."),
  ENGINE_REDIS_CONNECT_TIMEOUT(
      "engine.redis.connect-timeout",
      span("50ms", "1m"),
      "2s",
      "How long connecting to Redis may take."),
  ENGINE_REDIS_COMMAND_TIMEOUT(
      "engine.redis.command-timeout",
      span("50ms", "1m"),
      "2s",
      "How long Redis may take to answer; beyond that a publication is refused."),
  ENGINE_REDIS_COMMANDS_MAX(
      "engine.redis.commands-max",
      whole(100, 10_000_000),
      "100000",
      "How many commands may wait for one Redis server; beyond that publishing is refused as"
          + " overloaded."),
  ENGINE_REDIS_PROBE_INTERVAL(
      "engine.redis.probe-interval",
      span("50ms", "1m"),
      "1s",
      "How often a probe is written to each Redis server and awaited over Pub/Sub."),
  ENGINE_REDIS_PROBE_TIMEOUT(
      "engine.redis.probe-timeout",
      span("50ms", "1m"),
      "3s",
      "How long a probe may take before the connections to that server are given up and made anew."),
  ENGINE_REDIS_RETRY_MAX(
      "engine.redis.retry-max",
      span("100ms", "5m"),
      "5s",
      "The longest pause between two attempts to reach a Redis server."),
  ENGINE_REDIS_SUBSCRIBE_TIMEOUT(
      "engine.redis.subscribe-timeout",
      span("0s", "5m"),
      "10s",
      "How long subscribing to a channel waits for Redis to come back."),
  ENGINE_REDIS_LINGER(
      "engine.redis.linger",
      span("0s", "10m"),
      "5s",
      "How long a node goes on listening to a channel that nobody hears."),
  CLUSTER_LEASE(
      "cluster.lease",
      span("2s", "5m"),
      "10s",
      "How long a node that shares Redis may be silent before the others take it for dead, and its"
          + " subscribers and members away; the same on all nodes."),

  PUSHER_PATH(
      "pusher.path",
      Kind.Text.of("|(/[A-Za-z0-9._~-]{1,50}){1,4}", "empty, or a path such as /pusher"),
      "",
      "What the paths begin with that Pusher's clients and SDKs use: with /pusher they find"
          + " /pusher/app/KEY and /pusher/apps/ID/events."),

  WEBHOOKS_TIMEOUT(
      "webhooks.timeout", span("10ms", "2m"), "10s", "How long a backend has to answer a webhook."),
  WEBHOOKS_RETRY_FOR(
      "webhooks.retry-for",
      span("0s", "24h"),
      "5m",
      "How long a webhook that fails is tried again, less and less often."),
  WEBHOOKS_VACATED_DELAY(
      "webhooks.vacated-delay",
      span("0s", "1m"),
      "3s",
      "How long channel_vacated and member_removed are held: who is back by then was never gone."),
  WEBHOOKS_QUEUE_MAX(
      "webhooks.queue-max",
      whole(1, 10_000_000),
      "10000",
      "How many events may wait for delivery on this node, one with data counting once more for each"
          + " KiB of it; later ones are dropped and counted."),
  WEBHOOKS_OUTBOX_MAX(
      "webhooks.outbox-max",
      whole(256, 100_000_000),
      "500000",
      "How many events may wait in Redis, and how many ends may be held there, where nodes share one;"
          + " a 256th of it for each 256th of the channels. Beyond that the oldest is dropped and"
          + " counted."),
  WEBHOOKS_BATCH_MAX(
      "webhooks.batch-max",
      whole(1, 1_000),
      "50",
      "The most events of one request, for webhooks that take batches."),
  WEBHOOKS_CONCURRENCY(
      "webhooks.concurrency",
      whole(1, 256),
      "8",
      "How many requests of one webhook may be under way at once; events of one channel come one"
          + " after the other."),

  STOP_WINDOW(
      "stop.window",
      span("0s", "1h"),
      "10s",
      "Over what time the clients are closed when the server stops, so that they do not all come"
          + " back at once."),
  STOP_TIMEOUT(
      "stop.timeout",
      span("10ms", "2h"),
      "30s",
      "How long stopping may take in all; at least stop.window."),
  DRAIN_ACCEPT_RATE(
      "drain.accept-rate",
      whole(1, 1_000_000),
      "1000",
      "How many connections a second this node takes from others that are emptied; it says less when"
          + " its event loops are late."),
  DRAIN_NOTICE(
      "drain.notice",
      span("0s", "10m"),
      "5s",
      "How long a node that is emptied is not ready before it takes no more connections and sends the"
          + " first away, so that load balancers know."),
  DRAIN_LONGEST(
      "drain.longest",
      span("1s", "24h"),
      "10m",
      "How long emptying a node may take until it counts as unsafe; more is done when forced."),
  DRAIN_TOLERANCE(
      "drain.tolerance",
      whole(0, 1_000),
      "10",
      "By how many percent a node may have more connections than its share when nodes are"
          + " rebalanced."),
  READY_TIMEOUT(
      "ready.timeout",
      span("10ms", "1m"),
      "2s",
      "How long the probe behind GET /ready may take to come back."),

  TOKENS_JWKS_CACHE(
      "tokens.jwks-cache",
      span("1s", "24h"),
      "10m",
      "How long a fetched JSON Web Key Set is used before it is fetched again."),
  TOKENS_JWKS_TIMEOUT(
      "tokens.jwks-timeout",
      span("10ms", "1m"),
      "3s",
      "How long fetching a JSON Web Key Set may take."),
  TOKENS_LEEWAY(
      "tokens.leeway",
      span("0s", "10m"),
      "30s",
      "By how much clocks may differ when the times in a token are judged."),

  CONSOLE_ENABLED(
      "console.enabled",
      new Kind.Flag(),
      "true",
      "Whether there is a console: in development mode, and elsewhere where console.password-hash or"
          + " console.oidc.issuer says who may enter it."),
  CONSOLE_PASSWORD_HASH(
      "console.password-hash",
      new HashedPassword(),
      "",
      "What freshet console password prints for the password of the user admin. Empty: nobody enters"
          + " by a password."),
  CONSOLE_OIDC_ISSUER(
      "console.oidc.issuer",
      Kind.Text.of("|https?://[!-~]{1,500}", "empty, or the https URL of an OpenID Connect issuer"),
      "",
      "The OpenID Connect issuer that people log in to the console with; https, or http on loopback."
          + " Empty: none."),
  CONSOLE_OIDC_CLIENT_ID(
      "console.oidc.client-id",
      Kind.Text.of("|[!-~]{1,200}", "empty, or 1 to 200 visible ASCII characters"),
      "",
      "What the console is called at the issuer, whose redirect URL must be"
          + " https://HOST/console/login/oidc/callback."),
  CONSOLE_OIDC_CLIENT_SECRET(
      "console.oidc.client-secret",
      new Kind.Hidden(8, 1_024, true),
      "",
      "What the console proves itself with to the issuer; better kept in the variable. Empty: by PKCE"
          + " alone."),
  CONSOLE_OIDC_USERS(
      "console.oidc.users",
      new Kind.Items(
          Kind.Text.of("[^,\\s\\p{Cntrl}]{1,200}", "an e-mail address or a subject of the issuer"),
          1_000),
      "",
      "Who of the issuer's users may enter the console: verified e-mail addresses, or subjects. Empty"
          + " is nobody."),
  CONSOLE_OIDC_REDIRECT(
      "console.oidc.redirect",
      Kind.Text.of(
          "|https?://[!-~]{1,500}",
          "empty, or the URL of /console/login/oidc/callback from outside"),
      "",
      "The redirect URL that the issuer knows the console by. Empty: made of the Host header and"
          + " the scheme that the browser used."),
  CONSOLE_SESSION_IDLE(
      "console.session-idle",
      span("1m", "30d"),
      "30m",
      "How long a session of the console may be idle before it ends; a live view that is open keeps"
          + " it."),
  CONSOLE_SESSION_MAX(
      "console.session-max",
      span("1m", "30d"),
      "12h",
      "How long a session of the console may last in all."),
  CONSOLE_SESSIONS_MAX(
      "console.sessions-max",
      whole(1, 10_000),
      "100",
      "How many sessions of the console may be open; the one that was idle longest gives way."),
  CONSOLE_LOGINS_PER_MINUTE(
      "console.logins-per-minute",
      whole(1, 1_000),
      "5",
      "How often a minute one client address may try to log in to the console. Of addresses from which"
          + " nobody entered yet one password is compared a second."),
  CONSOLE_AUDIT_SIZE(
      "console.audit-size",
      whole(10, 100_000),
      "1000",
      "How many entries of what was done in the console are kept in memory, and as many of what was"
          + " refused; the log has them all."),

  DOCTOR_AT_START(
      "doctor.at-start",
      new Kind.Flag(),
      "true",
      "Whether the server looks at the limits of its machine when it starts, and warns; freshet"
          + " doctor looks at more."),

  LOG_LEVEL(
      "log.level",
      Kind.OneOf.of("error", "warn", "info", "debug"),
      "info",
      "The least severe of what is logged.");

  private static final Map<String, Setting> BY_KEY =
      Stream.of(values()).collect(Collectors.toUnmodifiableMap(Setting::key, Function.identity()));

  private final String key;

  // Every kind is a record of immutable parts.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Kind<?> kind;

  private final String standard;
  private final String sentence;
  private final boolean reloads;

  Setting(String key, Kind<?> kind, String standard, String sentence) {
    this(key, kind, standard, sentence, false);
  }

  Setting(String key, Kind<?> kind, String standard, String sentence, boolean reloads) {
    this.key = key;
    this.kind = kind;
    this.standard = standard;
    this.sentence = sentence;
    this.reloads = reloads;
  }

  /** The setting with this key. */
  public static Optional<Setting> of(String key) {
    return Optional.ofNullable(BY_KEY.get(key));
  }

  /** The dotted key, such as {@code server.port}. */
  public String key() {
    return key;
  }

  /** The environment variable, such as {@code FRESHET_SERVER_PORT}. */
  public String variable() {
    return "FRESHET_" + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /** What its value may be. */
  public Kind<?> kind() {
    return kind;
  }

  /** The text of the value it has when nobody sets it. */
  public String standard() {
    return standard;
  }

  /** What it does, a sentence. */
  public String sentence() {
    return sentence;
  }

  /** Whether a reload (SIGHUP) takes a new value; others need a restart. */
  public boolean reloads() {
    return reloads;
  }
}
