package dev.freshet.tools.load.aim;

import dev.freshet.tools.load.client.ClientPlan.Peer;
import dev.freshet.tools.load.client.Description;
import dev.freshet.tools.load.client.PusherAuth;
import dev.freshet.tools.load.publish.Form;
import org.jspecify.annotations.Nullable;

/**
 * A server, and how subscribers and publishers speak to it.
 *
 * @param name how reports call the way of speaking
 * @param peer where it is
 * @param description how subscribers speak
 * @param form how publishers do; null when nobody said
 * @param auth what signs subscriptions; null for nothing
 * @param token what subscribers present; null for nothing
 */
public record Aim(
    String name,
    Peer peer,
    Description description,
    @Nullable Form form,
    @Nullable PusherAuth auth,
    @Nullable String token) {

  /** The form of publications. */
  public Form publications() {
    if (form == null) {
      throw new IllegalArgumentException(
          "publish: (none) (expected: a description that says how to publish)");
    }
    return form;
  }

  /** Where it is, for people. */
  public String url() {
    String scheme =
        peer.tls() == dev.freshet.tools.load.client.ClientPlan.Trust.PLAIN ? "http" : "https";
    return scheme + "://" + peer.host() + ":" + peer.port();
  }

  @Override
  public String toString() {
    return name + " at " + url();
  }
}
