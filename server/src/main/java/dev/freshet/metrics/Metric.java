package dev.freshet.metrics;

import java.util.Arrays;
import java.util.List;

/**
 * Everything a node counts: the table that {@code GET /metrics} and the reference page are printed
 * from. Names follow Prometheus: a counter ends in {@code _total}, and the unit, always a base
 * unit, comes before that.
 */
public enum Metric {
  CONNECTIONS(
      "freshet_connections",
      Type.GAUGE,
      "WebSocket and event-stream connections that are open.",
      "app",
      "dialect"),
  CONNECTIONS_OPENED(
      "freshet_connections_opened_total",
      Type.COUNTER,
      "Connections that were opened.",
      "app",
      "dialect"),
  CONNECTIONS_CLOSED(
      "freshet_connections_closed_total",
      Type.COUNTER,
      "Connections that ended, by the reason they ended for.",
      "app",
      "reason"),
  HANDSHAKES_REFUSED(
      "freshet_handshakes_refused_total",
      Type.COUNTER,
      "Connections that were asked for and refused, by the code of the problem.",
      "problem"),
  SOCKETS(
      "freshet_sockets", Type.GAUGE, "TCP sockets that are open, those of plain HTTP included."),
  SOCKETS_ACCEPTED(
      "freshet_sockets_accepted_total", Type.COUNTER, "TCP sockets that were accepted."),
  SOCKETS_MAX(
      "freshet_sockets_max",
      Type.GAUGE,
      "TCP sockets that clients may have open: what the process may open less"
          + " server.descriptor-reserve."),
  ADMISSION_WAITING(
      "freshet_admission_waiting",
      Type.GAUGE,
      "New sockets that wait to be let in: requests that become no connection, clients that resume,"
          + " and new ones.",
      "line"),
  ADMITTED(
      "freshet_admitted_total",
      Type.COUNTER,
      "New sockets that were let in: at-once, or after waiting in a line.",
      "line"),
  ADMISSION_REFUSED(
      "freshet_admission_refused_total",
      Type.COUNTER,
      "New sockets that were turned away before anything was done for them: wait when they would"
          + " have waited too long, queue-full when too many waited, descriptors when no more can be"
          + " kept, address-rate when their address connects too often, stopping.",
      "reason"),
  ADMISSION_LEFT(
      "freshet_admission_left_total",
      Type.COUNTER,
      "New sockets whose client went away while they waited."),
  ADMISSION_WAIT(
      "freshet_admission_wait_seconds",
      "How long those waited who were let in after waiting.",
      0.005,
      0.01,
      0.025,
      0.05,
      0.1,
      0.25,
      0.5,
      1,
      2.5,
      5,
      10),
  ADMISSION_RATE(
      "freshet_admission_rate",
      Type.GAUGE,
      "How many sockets a second are let in while some wait, measured when some did last."),
  ADMISSION_SHARE(
      "freshet_admission_share",
      Type.GAUGE,
      "What part of their other work the event loops may spend on letting sockets in: 1, and less"
          + " while deliveries are late, down to 0.25."),
  ADMISSION_UNDER_WAY(
      "freshet_admission_under_way",
      Type.GAUGE,
      "Handshakes that wait for Redis, key sets or another part of the server."),
  ADMISSION_UNDER_WAY_MAX(
      "freshet_admission_under_way_max",
      Type.GAUGE,
      "How many of these there may be now; no more are let in beyond that."),
  ADMISSION_HELD(
      "freshet_admission_held",
      Type.GAUGE,
      "Refused clients that are told later, since they come back a second after they are told."),
  ADMISSION_RECOVERY(
      "freshet_admission_recovery_seconds",
      Type.GAUGE,
      "Until all who wait are let in, and all who were refused have been told to be back."),
  PROXY_HEADERS(
      "freshet_proxy_headers_total",
      Type.COUNTER,
      "Sockets with server.proxy-protocol: proxied for a client, local when the balancer spoke for"
          + " itself; or closed because the peer was untrusted, the header malformed or late.",
      "outcome"),
  CLIENT_ADDRESSES(
      "freshet_client_addresses",
      Type.GAUGE,
      "Client addresses that have connections open, where limits.connections-per-address counts"
          + " them; IPv6 by the first 64 bits."),
  SUBSCRIPTIONS(
      "freshet_subscriptions", Type.GAUGE, "Channel subscriptions of all open connections."),
  CHANNELS("freshet_channels", Type.GAUGE, "Channels this node listens to for a subscriber."),

  PUBLICATIONS("freshet_publications_total", Type.COUNTER, "Publications the broker took.", "app"),
  PUBLICATIONS_DUPLICATE(
      "freshet_publications_duplicate_total",
      Type.COUNTER,
      "Publications that were not delivered again because their idempotency key was known."),
  DELIVERIES(
      "freshet_deliveries_total",
      Type.COUNTER,
      "Publications handed to a subscriber's connection: one publication to a thousand subscribers"
          + " is a thousand."),
  ENCODINGS(
      "freshet_encodings_total",
      Type.COUNTER,
      "Times a publication was turned into bytes: at most once per wire and event loop."),
  DRAINS("freshet_drains_total", Type.COUNTER, "Times a shard emptied its mailbox."),
  DRAIN_SLICES(
      "freshet_drain_slices_total",
      Type.COUNTER,
      "Slices the drains were cut into, so that other work of the loop is not kept waiting."),
  BATCH_SIZE(
      "freshet_batch_publications",
      "Publications that one drain took together.",
      1,
      2,
      4,
      8,
      16,
      32,
      64,
      128,
      256,
      512,
      1024),
  MAILBOX_BYTES(
      "freshet_mailbox_bytes", Type.GAUGE, "Bytes of publications that wait in the shards."),
  MAILBOX_REFUSED(
      "freshet_mailbox_refused_total",
      Type.COUNTER,
      "Publications refused because more waits for delivery than may."),

  SLOW_READERS_CLOSED(
      "freshet_slow_readers_closed_total",
      Type.COUNTER,
      "Connections closed because they read too slowly (policy close)."),
  PUBLICATIONS_DROPPED(
      "freshet_publications_dropped_total",
      Type.COUNTER,
      "Deliveries dropped for slow readers (policy drop-oldest)."),
  PUBLICATIONS_CONFLATED(
      "freshet_publications_conflated_total",
      Type.COUNTER,
      "Deliveries a newer one took the place of for slow readers (policy conflate)."),
  QUEUED_BYTES(
      "freshet_queued_bytes",
      Type.GAUGE,
      "Bytes that wait for connections to take them, summed every four seconds."),
  HEARTBEATS("freshet_heartbeats_sent_total", Type.COUNTER, "Heartbeats sent to connections."),
  PEERS_DEAD(
      "freshet_peers_dead_total", Type.COUNTER, "Connections ended because no pong came in time."),
  FRAMES_RECEIVED("freshet_frames_received_total", Type.COUNTER, "WebSocket frames clients sent."),
  RECEIVED_BYTES(
      "freshet_received_bytes_total",
      Type.COUNTER,
      "Bytes that WebSocket connections sent after their handshake, without what TLS adds."),
  SENT_BYTES(
      "freshet_sent_bytes_total",
      Type.COUNTER,
      "Bytes written to WebSocket and event-stream connections after their handshake, without what"
          + " TLS adds."),

  HTTP_REQUESTS(
      "freshet_http_requests_total",
      Type.COUNTER,
      "HTTP requests answered, by route and status.",
      "route",
      "status"),
  PROBLEMS(
      "freshet_problems_total",
      Type.COUNTER,
      "Commands that failed, over HTTP or a connection, by the code of the problem.",
      "code"),
  CONSOLE_LOGINS(
      "freshet_console_logins_total",
      Type.COUNTER,
      "Attempts to log in to the console: ok, refused, limited when there were too many of one"
          + " address, or busy when too many passwords waited to be compared.",
      "outcome"),
  CONSOLE_SESSIONS(
      "freshet_console_sessions", Type.GAUGE, "Sessions of the console that are open."),
  CONSOLE_REFUSED(
      "freshet_console_refused_total",
      Type.COUNTER,
      "Requests to the console that were refused: no-session, no-csrf-token, another-site, or busy"
          + " when too many were under way.",
      "reason"),

  HISTORY_STREAMS("freshet_history_streams", Type.GAUGE, "Channels that history is kept of."),
  HISTORY_PUBLICATIONS("freshet_history_publications", Type.GAUGE, "Publications in history."),
  HISTORY_BYTES("freshet_history_bytes", Type.GAUGE, "Bytes that history takes."),
  HISTORY_EVICTIONS(
      "freshet_history_evictions_total",
      Type.COUNTER,
      "Channels whose history was let go to stay within the bounds of memory."),
  RESUMES(
      "freshet_resumes_total",
      Type.COUNTER,
      "Subscriptions that asked for what they missed: unbroken, or gone when it was not kept.",
      "outcome"),

  LOSSES_TOLD(
      "freshet_losses_told_total",
      Type.COUNTER,
      "Subscriptions told, in the middle of a connection, that publications of their channel did"
          + " not get to this node, or may not have."),

  WEBHOOK_EVENTS_WAITING(
      "freshet_webhook_events_waiting",
      Type.GAUGE,
      "Events that wait for webhooks to take them: those of each webhook, and those that are held"
          + " in case they are taken back."),
  WEBHOOK_EVENTS_DELIVERED(
      "freshet_webhook_events_delivered_total",
      Type.COUNTER,
      "Events that webhooks took: one event for two webhooks is two."),
  WEBHOOK_EVENTS_DROPPED(
      "freshet_webhook_events_dropped_total",
      Type.COUNTER,
      "Events no webhook was told of: queue-full when too many waited on this node, outbox-full when"
          + " too many waited in Redis, gave-up after failing for as long as is tried again, removed"
          + " when a reload took the webhook away, stopped when the server stopped first.",
      "reason"),
  WEBHOOK_REQUESTS(
      "freshet_webhook_requests_total",
      Type.COUNTER,
      "Requests made to webhooks: taken, refused with a status that is not 2xx, or failed without"
          + " an answer in time.",
      "outcome"),
  WEBHOOK_RETRIES(
      "freshet_webhook_retries_total",
      Type.COUNTER,
      "Requests to webhooks that were made again because one before failed."),
  WEBHOOK_SECONDS(
      "freshet_webhook_delivery_seconds",
      "From an event, or from the end of the time it was held, until a webhook had taken it.",
      0.005,
      0.01,
      0.025,
      0.05,
      0.1,
      0.25,
      0.5,
      1,
      2.5,
      5,
      10,
      30,
      60,
      300),

  REDIS_UP(
      "freshet_redis_up",
      Type.GAUGE,
      "Whether a Redis server is there and does everything that is asked of it: 1, else 0.",
      "server"),
  REDIS_CONNECTS(
      "freshet_redis_connects_total",
      Type.COUNTER,
      "Attempts to reach a Redis server: made or failed.",
      "outcome"),
  REDIS_LOST(
      "freshet_redis_lost_total",
      Type.COUNTER,
      "Times a Redis server was lost: a connection ended, or a probe did not come back."),
  REDIS_COMMANDS(
      "freshet_redis_commands_total", Type.COUNTER, "Scripts and publications sent to Redis."),
  REDIS_FAILURES(
      "freshet_redis_failures_total",
      Type.COUNTER,
      "Scripts and publications that Redis did not do, by what was wrong.",
      "kind"),
  REDIS_REDIRECTS(
      "freshet_redis_redirects_total",
      Type.COUNTER,
      "Scripts that were sent again because a slot of the Redis Cluster was on its way."),
  REDIS_UNDER_WAY(
      "freshet_redis_commands_under_way", Type.GAUGE, "Commands that wait for Redis to answer."),
  REDIS_PROBE_SECONDS(
      "freshet_redis_probe_seconds",
      "From writing a probe to Redis until it was heard over Pub/Sub.",
      0.0005,
      0.001,
      0.0025,
      0.005,
      0.01,
      0.025,
      0.05,
      0.1,
      0.25,
      0.5,
      1,
      2.5),
  REDIS_CHANNELS(
      "freshet_redis_channels", Type.GAUGE, "Redis channels this node is subscribed to."),
  PUBLICATIONS_DEGRADED(
      "freshet_publications_degraded_total",
      Type.COUNTER,
      "Publications without history that only this node's subscribers heard, because Redis was not"
          + " there."),
  GAPS(
      "freshet_gaps_total",
      Type.COUNTER,
      "Times publications of a channel had not come over Pub/Sub: closed from history, or lost.",
      "outcome"),
  RECORDS_UNREADABLE(
      "freshet_records_unreadable_total",
      Type.COUNTER,
      "Records of other nodes that this release cannot read."),
  STATE_CHANGES_WAITING(
      "freshet_state_changes_waiting",
      Type.GAUGE,
      "Changes of subscribers and members of this node that Redis was not told of yet."),
  SHARES_WRITTEN_ANEW(
      "freshet_shares_written_anew_total",
      Type.COUNTER,
      "Buckets, of 256, in which Redis was compared with what this node has: repaired after another"
          + " server took over, lost when Redis had lost its data.",
      "reason"),
  LEASES_REAPED(
      "freshet_leases_reaped_total",
      Type.COUNTER,
      "Nodes that were gone and whose share this node took away."),
  SHARE_ENTRIES_REAPED(
      "freshet_share_entries_reaped_total",
      Type.COUNTER,
      "Members and channel counts that were taken away with them."),

  TOKENS(
      "freshet_tokens_total",
      Type.COUNTER,
      "Tokens and signed URLs checked: valid, invalid, expired, or unavailable when keys could not"
          + " be fetched or too many were being verified.",
      "outcome"),
  JWKS_FETCHES(
      "freshet_jwks_fetches_total",
      Type.COUNTER,
      "Fetches of a JSON Web Key Set: ok or failed.",
      "outcome"),
  TLS_HANDSHAKES(
      "freshet_tls_handshakes_total",
      Type.COUNTER,
      "TLS handshakes: full; resumed with a session ticket, which takes no signature; or failed,"
          + " sockets among them that never began. The JDK's TLS does not tell full from resumed.",
      "kind"),
  TLS_RELOADS(
      "freshet_tls_reloads_total",
      Type.COUNTER,
      "Times the TLS certificate was read again.",
      "outcome"),
  NODES("freshet_nodes", Type.GAUGE, "Nodes this one knows of, itself among them.", "state"),
  CONNECTIONS_MAX(
      "freshet_connections_max",
      Type.GAUGE,
      "How many connections the node can hold, by its descriptors and the limits of its apps."),
  CONNECTIONS_CAPACITY(
      "freshet_connections_capacity",
      Type.GAUGE,
      "How many connections each limit of the machine leaves room for, those that are open now among"
          + " them; the smallest is hit first. A limit without a bound, or unknown, is left out.",
      "limit"),
  ACCEPT_RATE(
      "freshet_accept_rate",
      Type.GAUGE,
      "How many connections a second the node can take now from others that are emptied."),
  LEAVE_RATE(
      "freshet_leave_rate",
      Type.GAUGE,
      "How many connections a second the node sends away because it was asked to."),
  CONFIG_RELOADS(
      "freshet_config_reloads_total",
      Type.COUNTER,
      "Times the configuration was read again.",
      "outcome"),
  LOOP_LAG(
      "freshet_loop_lag_seconds",
      "How much later than due the timer of an event loop ran.",
      0.001,
      0.0025,
      0.005,
      0.01,
      0.025,
      0.05,
      0.1,
      0.25,
      0.5,
      1,
      2.5),

  HEAP_USED("freshet_heap_used_bytes", Type.GAUGE, "Bytes of the Java heap in use."),
  HEAP_MAX("freshet_heap_max_bytes", Type.GAUGE, "Bytes the Java heap may grow to."),
  THREADS("freshet_threads", Type.GAUGE, "Platform threads of the process."),
  PROCESS_RESIDENT(
      "process_resident_memory_bytes", Type.GAUGE, "Resident memory of the process; Linux only."),
  PROCESS_OPEN_FDS("process_open_fds", Type.GAUGE, "File descriptors that are open."),
  PROCESS_MAX_FDS("process_max_fds", Type.GAUGE, "File descriptors that may be open."),
  PROCESS_CPU(
      "process_cpu_seconds_total", Type.COUNTER, "CPU time of the process, user and system."),
  PROCESS_START(
      "process_start_time_seconds", Type.GAUGE, "When the process started, seconds since 1970."),
  BUILD(
      "freshet_build_info",
      Type.GAUGE,
      "Always 1; its labels say what is running.",
      "version",
      "commit",
      "java");

  /** What kind of number it is. */
  public enum Type {
    /** Only ever grows. */
    COUNTER,
    /** Grows and shrinks. */
    GAUGE,
    /** Counts of observations in buckets. */
    HISTOGRAM
  }

  private final String exposed;
  private final Type type;
  private final String sentence;

  // Error Prone cannot know that List.of is immutable and that the array is never handed out.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> labels;

  @SuppressWarnings("ImmutableEnumChecker")
  private final double[] bounds;

  Metric(String exposed, Type type, String sentence, String... labels) {
    this.exposed = exposed;
    this.type = type;
    this.sentence = sentence;
    this.labels = List.of(labels);
    this.bounds = new double[0];
  }

  Metric(String exposed, String sentence, double... bounds) {
    this.exposed = exposed;
    this.type = Type.HISTOGRAM;
    this.sentence = sentence;
    this.labels = List.of();
    this.bounds = Arrays.copyOf(bounds, bounds.length + 1);
    this.bounds[bounds.length] = Double.POSITIVE_INFINITY;
  }

  /** The name in the exposition, such as {@code freshet_deliveries_total}. */
  public String exposed() {
    return exposed;
  }

  /** What kind of number it is. */
  public Type type() {
    return type;
  }

  /** What it counts, a sentence. */
  public String sentence() {
    return sentence;
  }

  /** The names of its labels, in the order their values are given. */
  public List<String> labels() {
    return labels;
  }

  /** The unit that its name tells: bytes, seconds, or empty for a plain count. */
  public String unit() {
    String base =
        exposed.endsWith("_total")
            ? exposed.substring(0, exposed.length() - "_total".length())
            : exposed;
    return base.endsWith("_bytes") ? "bytes" : base.endsWith("_seconds") ? "seconds" : "";
  }

  /** The inclusive upper bounds of a histogram's buckets, the last one infinite; else empty. */
  double[] bounds() {
    return bounds.clone();
  }
}
