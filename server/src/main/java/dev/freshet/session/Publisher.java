package dev.freshet.session;

import dev.freshet.cluster.Broker;
import dev.freshet.hub.Hub;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Draft;
import dev.freshet.model.Problem;
import dev.freshet.model.Published;
import dev.freshet.model.Refused;
import dev.freshet.model.app.Action;
import dev.freshet.model.app.App;
import dev.freshet.model.app.ChannelRule;
import dev.freshet.model.app.ClientLimits;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Where every publication enters, whoever sends it: rights, size and rate, then the broker. */
public final class Publisher {
  private final Broker broker;
  private final Hub hub;
  private final Authorizer authorizer;
  private final Metrics metrics;

  /** Publishes through this broker while the hub can keep up. */
  public Publisher(Broker broker, Hub hub, Authorizer authorizer, Metrics metrics) {
    this.broker = broker;
    this.hub = hub;
    this.authorizer = authorizer;
    this.metrics = metrics;
  }

  /**
   * Publishes a draft. From any thread; never blocks.
   *
   * @param channel as the client wrote it
   * @return fails with {@link Refused}: {@link Problem#BAD_CHANNEL}, {@link Problem#APP_UNKNOWN}
   *     when a reload took the app away, {@link Problem#UNAUTHORIZED}, {@link Problem#FORBIDDEN},
   *     {@link Problem#BODY_TOO_LARGE}, {@link Problem#RATE_LIMITED}, {@link Problem#OVERLOADED} or
   *     what the broker says
   */
  public CompletionStage<Published> publish(
      Tenant tenant, Grant grant, String channel, Draft draft) {
    int most = tenant.app().limits().messageBytes();
    return publish(tenant, grant, channel, draft, tenant.rule(channel), most);
  }

  /**
   * Publishes what a backend sends to clients that subscribe by command, whose messages have a
   * bound of their own: {@link ClientLimits#messageBytes}.
   *
   * @return fails as {@link #publish}
   */
  public CompletionStage<Published> send(Tenant tenant, String channel, Draft draft) {
    int most = tenant.app().clients().limits().messageBytes();
    return publish(tenant, Grant.ALL, channel, draft, tenant.rule(channel), most);
  }

  /**
   * Publishes what one subscriber says to the others; the caller has checked its rights. It is not
   * what a cached channel tells those who come later.
   *
   * @return fails as {@link #publish}
   */
  public CompletionStage<Published> relay(Tenant tenant, String channel, Draft draft) {
    ChannelRule rule = tenant.rule(channel);
    return publish(
        tenant,
        Grant.ALL,
        channel,
        draft,
        tenant.app().rules().isCached(channel) ? rule.keeping(0, rule.historyTtl()) : rule,
        tenant.app().clients().limits().messageBytes());
  }

  private CompletionStage<Published> publish(
      Tenant tenant, Grant grant, String channel, Draft draft, ChannelRule rule, int most) {
    App app = tenant.app();
    Refused refused = check(tenant, grant, rule, channel, draft, most);
    if (refused != null) {
      return CompletableFuture.failedFuture(refused);
    }
    var published = broker.publish(new ChannelName(app.id(), channel), draft, rule);
    // Aside, not in between: a stage in between would hand a refusal on wrapped.
    var _ =
        published.whenComplete((taken, failure) -> {
          if (taken != null) {
            count(app, taken);
          }
        });
    return published;
  }

  private void count(App app, Published taken) {
    if (taken.duplicate()) {
      metrics.increment(Metric.PUBLICATIONS_DUPLICATE);
    } else {
      metrics.count(Metric.PUBLICATIONS, app.id()).increment();
    }
  }

  private @Nullable Refused check(
      Tenant tenant, Grant grant, ChannelRule rule, String channel, Draft draft, int most) {
    if (!ChannelName.isValid(channel)) {
      return badChannel();
    }
    if (tenant.isRemoved()) {
      return new Refused(Problem.APP_UNKNOWN, "the app was taken away");
    }
    Refused denied = authorizer.check(grant, rule, Action.PUBLISH, channel);
    if (denied != null) {
      return denied;
    }
    if (draft.payload().size() > most) {
      return new Refused(Problem.BODY_TOO_LARGE, "the limit is " + most + " bytes");
    }
    if (hub.isOverloaded()) {
      metrics.count(Metric.MAILBOX_REFUSED).increment();
      return new Refused(Problem.OVERLOADED, "deliveries cannot keep up");
    }
    if (!tenant.mayPublish(System.nanoTime())) {
      return new Refused(
          Problem.RATE_LIMITED,
          "the limit is " + tenant.app().limits().publishRate() + " publications a second");
    }
    return null;
  }

  /** The refusal of a name that {@link ChannelName#isValid} does not take. */
  public static Refused badChannel() {
    return new Refused(
        Problem.BAD_CHANNEL,
        "a channel name has 1 to %d characters, no white space, control characters, * \\ or \""
            .formatted(ChannelName.MAX_LENGTH));
  }
}
