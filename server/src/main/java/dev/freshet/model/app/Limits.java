package dev.freshet.model.app;

/**
 * The bounds of one app, on one node where nothing else is said. Every bound is inclusive.
 *
 * @param connections how many connections may be open at once
 * @param clusterConnections how many may be open on all nodes together, 0 for no bound
 * @param connectRate connections a second that may be opened, 0 for no bound
 * @param channelsPerConnection how many channels one connection may subscribe to
 * @param messageBytes the largest body of one publication
 * @param batchSize how many publications one batch may hold
 * @param publishRate publications a second over all publishers, 0 for no bound
 * @param clientRate frames a second one connection may send, 0 for no bound
 * @param queuedBytes how much may wait for one connection before its slow-reader policy acts
 */
public record Limits(
    int connections,
    int clusterConnections,
    int connectRate,
    int channelsPerConnection,
    int messageBytes,
    int batchSize,
    int publishRate,
    int clientRate,
    int queuedBytes) {

  /** What an app gets that says nothing. */
  public static final Limits DEFAULT =
      new Limits(1_000_000, 0, 0, 100, 64 * 1024, 1_000, 0, 100, 1024 * 1024);

  /** Without a bound over all nodes, and on how fast connections are opened. */
  public Limits(
      int connections,
      int channelsPerConnection,
      int messageBytes,
      int batchSize,
      int publishRate,
      int clientRate,
      int queuedBytes) {
    this(
        connections,
        0,
        0,
        channelsPerConnection,
        messageBytes,
        batchSize,
        publishRate,
        clientRate,
        queuedBytes);
  }
}
