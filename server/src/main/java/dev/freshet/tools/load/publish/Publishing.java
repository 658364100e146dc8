package dev.freshet.tools.load.publish;

import dev.freshet.tools.load.client.ClientPlan.Peer;

/**
 * How a paced publisher publishes.
 *
 * @param server where to
 * @param form what a publication is written as
 * @param first the number of the first channel
 * @param channels publications go round this many channels
 * @param perSecond publications a second, over all channels
 * @param count how many publications in all
 * @param size bytes of a body
 */
public record Publishing(
    Peer server, Form form, int first, int channels, int perSecond, int count, int size) {

  /** To a port of this machine, without TLS. */
  public Publishing(
      int port, Form form, int first, int channels, int perSecond, int count, int size) {
    this(Peer.local(port, 0), form, first, channels, perSecond, count, size);
  }
}
