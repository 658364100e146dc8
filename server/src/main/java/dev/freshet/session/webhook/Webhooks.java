package dev.freshet.session.webhook;

import dev.freshet.cluster.Decision;
import dev.freshet.cluster.Occupancy;
import dev.freshet.cluster.Presence;
import dev.freshet.cluster.Teller;
import dev.freshet.metrics.Count;
import dev.freshet.metrics.Distribution;
import dev.freshet.metrics.Incident;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Member;
import dev.freshet.model.Payload;
import dev.freshet.model.app.App;
import dev.freshet.model.app.WebhookEvent;
import dev.freshet.session.Apps;
import dev.freshet.session.Witness;
import dev.freshet.session.webhook.Outbox.Matter;
import dev.freshet.wire.pusher.HookEvent;
import dev.freshet.wire.pusher.WebhookBody;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells the backends of apps what happens, at the URLs their configuration names at the time. The
 * methods of the contracts may be called on event loops and with locks held: they look the app up
 * and put an event into a queue. Each event is told at least once, or dropped and counted:
 *
 * <ul>
 *   <li>A channel vacated and a member removed are held for a while, and forgotten together with
 *       the channel occupied or the member added that follows within it: a reload of a page is no
 *       event.
 *   <li>Events of one channel reach a URL in their order, one request after the other. A request
 *       that fails is made again, less and less often, and holds back only the channels that share
 *       its lane.
 * </ul>
 *
 * <p>A node that stands alone decides here what has happened, as a watcher. Nodes that share their
 * channels decide together, and this is their {@link Teller}: what they decided waits with them
 * until it is told.
 */
public final class Webhooks
    implements Occupancy.Watcher, Presence.Watcher, Teller, Witness, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Webhooks.class.getName());
  private static final double NANOS = 1e9;
  private static final int HUNDREDS = 100;

  private final WebhookSettings settings;
  private final InstantSource clock;
  private final Routes routes;
  private final Outbox outbox;
  private final EventIds ids = new EventIds();
  private final Post post;
  private final Count delivered;
  private final Count retries;
  private final Distribution seconds;
  private final Map<Drop, Count> drops;
  private final Map<Outcome, Count> outcomes;
  private final Reason tooMany;
  private final Incident overflow =
      new Incident(
          LOG,
          System.Logger.Level.WARNING,
          "an event for a webhook was dropped: more wait than webhooks.queue-max");
  private final Incident failure =
      new Incident(LOG, System.Logger.Level.WARNING, "a webhook failed, and is tried again");
  private final Incident surrender =
      new Incident(
          LOG,
          System.Logger.Level.ERROR,
          "events were dropped: their webhook failed for webhooks.retry-for");

  /** Why an event is told to nobody. */
  private enum Drop {
    QUEUE_FULL,
    GAVE_UP,
    REMOVED,
    STOPPED
  }

  /** What went wrong, for the log; where in the code is of no interest. */
  private static final class Reason extends Exception {
    private static final long serialVersionUID = 1;

    Reason(String text) {
      super(text, null, false, false);
    }
  }

  /** How a request ended. */
  private enum Outcome {
    TAKEN,
    REFUSED,
    FAILED
  }

  /**
   * Nothing runs before something happens.
   *
   * @param clock for the times that bodies carry
   */
  public Webhooks(Apps apps, WebhookSettings settings, Metrics metrics, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.tooMany = new Reason("more than " + settings.queueMax() + " events wait");
    this.routes = new Routes(apps);
    this.post = new Post(settings.timeout());
    this.outbox = new Outbox(settings, routes::targets, this::empty, this::overflowed);
    this.delivered = metrics.count(Metric.WEBHOOK_EVENTS_DELIVERED);
    this.retries = metrics.count(Metric.WEBHOOK_RETRIES);
    this.seconds = metrics.histogram(Metric.WEBHOOK_SECONDS);
    this.drops = metrics.each(Metric.WEBHOOK_EVENTS_DROPPED, Drop.class, Webhooks::word);
    this.outcomes = metrics.each(Metric.WEBHOOK_REQUESTS, Outcome.class, Webhooks::word);
    metrics.gauge(Metric.WEBHOOK_EVENTS_WAITING, outbox::waiting);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public void changed(ChannelName channel, int before, int now) {
    if (before == 0 && now > 0) {
      begin(channel, WebhookEvent.CHANNEL_OCCUPIED, WebhookEvent.CHANNEL_VACATED, null);
    } else if (before > 0 && now == 0) {
      end(channel, WebhookEvent.CHANNEL_VACATED, WebhookEvent.CHANNEL_OCCUPIED, null);
    }
  }

  @Override
  public void joined(ChannelName channel, Member member) {
    begin(channel, WebhookEvent.MEMBER_ADDED, WebhookEvent.MEMBER_REMOVED, member.id());
  }

  @Override
  public void left(ChannelName channel, String memberId) {
    end(channel, WebhookEvent.MEMBER_REMOVED, WebhookEvent.MEMBER_ADDED, memberId);
  }

  @Override
  public boolean wantsOccupancy(ChannelName channel) {
    return routes.wants(channel, WebhookEvent.CHANNEL_OCCUPIED, WebhookEvent.CHANNEL_VACATED);
  }

  @Override
  public boolean wantsMembers(ChannelName channel) {
    return routes.wants(channel, WebhookEvent.MEMBER_ADDED, WebhookEvent.MEMBER_REMOVED);
  }

  @Override
  public int room() {
    return outbox.room();
  }

  @Override
  public void tell(Decision decision, Runnable done) {
    WebhookEvent kind =
        switch (decision.kind()) {
          case OCCUPIED -> WebhookEvent.CHANNEL_OCCUPIED;
          case VACATED -> WebhookEvent.CHANNEL_VACATED;
          case JOINED -> WebhookEvent.MEMBER_ADDED;
          case LEFT -> WebhookEvent.MEMBER_REMOVED;
        };
    ChannelName channel = decision.channel();
    HookEvent event = event(kind, channel, decision.user()).as(decision.id());
    outbox.add(new Happening(channel, event, System.nanoTime(), new Receipt(done)));
  }

  @Override
  public void clientEvent(
      ChannelName channel, String event, Payload data, String connection, @Nullable String user) {
    add(channel, HookEvent.ofClient(channel.name(), event, data, connection, user));
  }

  @Override
  public void cacheMiss(ChannelName channel) {
    add(channel, HookEvent.ofChannel(WebhookEvent.CACHE_MISS, channel.name()));
  }

  /** The number of subscribers of a channel is another one, and they were told. */
  void counted(ChannelName channel, int subscribers) {
    add(channel, HookEvent.ofCount(channel.name(), subscribers));
  }

  private void begin(
      ChannelName channel, WebhookEvent kind, WebhookEvent opposite, @Nullable String user) {
    if (routes.wants(channel, kind, opposite)) {
      outbox.begin(new Matter(channel, user), happening(channel, event(kind, channel, user)));
    }
  }

  private void end(
      ChannelName channel, WebhookEvent kind, WebhookEvent opposite, @Nullable String user) {
    // Held for the one as well that is told of the beginning alone: it must not hear of it again.
    if (routes.wants(channel, kind, opposite)) {
      outbox.end(new Matter(channel, user), happening(channel, event(kind, channel, user)));
    }
  }

  private void add(ChannelName channel, HookEvent event) {
    if (routes.wants(channel, event.kind(), event.kind())) {
      outbox.add(happening(channel, event));
    }
  }

  private static HookEvent event(WebhookEvent kind, ChannelName channel, @Nullable String user) {
    return user == null
        ? HookEvent.ofChannel(kind, channel.name())
        : HookEvent.ofMember(kind, channel.name(), user);
  }

  private Happening happening(ChannelName channel, HookEvent event) {
    return new Happening(channel, event.as(ids.next()), System.nanoTime(), null);
  }

  private void overflowed() {
    drop(Drop.QUEUE_FULL, 1);
    overflow.happened(tooMany);
  }

  private void drop(Drop why, int events) {
    Count count = drops.get(why);
    if (count != null) {
      count.add(events);
    }
  }

  private void count(Outcome outcome) {
    Count count = outcomes.get(outcome);
    if (count != null) {
      count.increment();
    }
  }

  /** Delivers the events of a lane until it has none. */
  private void empty(Lane lane) {
    for (List<Happening> taken = outbox.take(lane); !taken.isEmpty(); taken = outbox.take(lane)) {
      @Nullable Drop dropped;
      try {
        dropped = deliver(lane, taken);
      } catch (InterruptedException e) {
        dropped = Drop.STOPPED;
      } catch (RuntimeException e) {
        // The lane must go on, whatever is wrong with these events.
        surrender.happened(e);
        dropped = Drop.GAVE_UP;
      }
      if (outbox.done(taken)) {
        settle(taken, dropped);
      }
    }
  }

  private void settle(List<Happening> taken, @Nullable Drop dropped) {
    if (dropped != Drop.STOPPED) {
      taken.forEach(Happening::settled);
    }
    if (dropped != null) {
      drop(dropped, taken.size());
      return;
    }
    long now = System.nanoTime();
    delivered.add(taken.size());
    taken.forEach(happening -> seconds.observe((now - happening.since()) / NANOS));
  }

  /** Makes a request until it is taken. Returns why it was not, or null. */
  private @Nullable Drop deliver(Lane lane, List<Happening> events) throws InterruptedException {
    var backoff = new Backoff(settings.firstRetry());
    // Of the youngest, so that none is tried for a shorter time than was said.
    long deadline = events.getLast().since() + settings.retryFor().toNanos();
    while (true) {
      @Nullable App app = routes.app(lane.target());
      if (app == null) {
        return Drop.REMOVED;
      }
      @Nullable Reason why = attempt(lane, app, events);
      if (why == null) {
        return null;
      }
      if (outbox.isClosed()) {
        return Drop.STOPPED;
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        surrender.happened(why);
        return Drop.GAVE_UP;
      }
      failure.happened(why);
      outbox.pause(Math.min(left, backoff.next()));
      retries.increment();
    }
  }

  /** Makes a request once. Returns what went wrong, or null. */
  private @Nullable Reason attempt(Lane lane, App app, List<Happening> events)
      throws InterruptedException {
    byte[] body = WebhookBody.write(clock.millis(), events.stream().map(Happening::event).toList());
    lane.permits().acquire();
    try {
      int status = post.send(app, lane.target().url(), body);
      boolean isTaken = status / HUNDREDS == 2;
      count(isTaken ? Outcome.TAKEN : Outcome.REFUSED);
      return isTaken ? null : new Reason(lane.target().place() + ": status " + status);
    } catch (IOException e) {
      count(Outcome.FAILED);
      return new Reason(lane.target().place() + ": " + e.getMessage());
    } finally {
      lane.permits().release();
    }
  }

  /**
   * Tells what is held at once, and waits for everything that waits to be delivered; then closes.
   *
   * @param most how long that may take
   */
  public void close(Duration most) throws InterruptedException {
    try {
      outbox.drain(most);
    } finally {
      close();
    }
  }

  /** Stops at once; the log says how many events were given up. Twice is once. */
  @Override
  public void close() {
    int left = outbox.close();
    post.close();
    if (left > 0) {
      drop(Drop.STOPPED, left);
      LOG.log(System.Logger.Level.WARNING, "{0} events for webhooks were given up", left);
    }
  }
}
