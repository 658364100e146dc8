package dev.freshet.model.app;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Secret;
import java.util.List;

/**
 * A tenant: its credentials, its bounds and the rules of its channels.
 *
 * @param id what channels and metrics are labelled with
 * @param key the public name clients use to say which app they mean
 * @param secret what backends prove themselves with, and tokens are signed with
 * @param limits its bounds on this node
 * @param rules how its channels behave
 * @param origins patterns of the browser origins that may use it, such as {@code
 *     https://*.example.com}; {@code *} for any
 * @param tokens how its JWTs are verified
 * @param clients what clients that subscribe by command may do
 * @param webhooks where its backend is told of what happens
 */
public record App(
    String id,
    String key,
    Secret secret,
    Limits limits,
    ChannelRules rules,
    List<ChannelPattern> origins,
    TokenRules tokens,
    ClientRules clients,
    List<Webhook> webhooks) {

  /** Copies the lists. */
  public App {
    origins = List.copyOf(origins);
    webhooks = List.copyOf(webhooks);
  }

  /** One without clients that subscribe by command, and without webhooks. */
  public App(
      String id,
      String key,
      Secret secret,
      Limits limits,
      ChannelRules rules,
      List<ChannelPattern> origins,
      TokenRules tokens) {
    this(id, key, secret, limits, rules, origins, tokens, ClientRules.OFF, List.of());
  }

  /** This app's channel of that name. */
  public ChannelName channel(String name) {
    return new ChannelName(id, name);
  }
}
