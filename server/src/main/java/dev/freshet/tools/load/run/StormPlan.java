package dev.freshet.tools.load.run;

import dev.freshet.tools.load.aim.Aim;
import dev.freshet.tools.load.client.ClientPlan;
import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A drill of storms.
 *
 * @param aim what is stormed
 * @param pid the server's process; empty when it is not known
 * @param clients those that are dropped, and the slow ones
 * @param processes how many processes they are
 * @param settle seconds between the last connection and the first storm
 * @param storms how many, one after the other
 * @param share of the connections that is dropped, 0 to 1
 * @param how {@code reset} or {@code close}: how a client drops a connection
 * @param within seconds that a storm may take
 * @param pause seconds between storms
 * @param hot what is felt meanwhile; null for nothing
 * @param server has the server drop a share; null when the clients do
 */
public record StormPlan(
    Aim aim,
    OptionalLong pid,
    ClientPlan clients,
    int processes,
    double settle,
    int storms,
    double share,
    String how,
    int within,
    int pause,
    @Nullable Hot hot,
    @Nullable ServerDrop server) {

  /**
   * A hot channel, whose subscribers are not dropped by their client.
   *
   * @param plan its subscribers
   * @param rate publications a second
   * @param size bytes of a body
   * @param seconds before the first storm and after each
   */
  public record Hot(ClientPlan plan, Aim aim, int rate, int size, int seconds) {}

  /** Has the server drop a share of its connections. */
  public interface ServerDrop {
    /**
     * Asks for it.
     *
     * @param share 0 to 1
     * @throws IOException when the server does not
     */
    void drop(double share) throws IOException, InterruptedException;
  }
}
