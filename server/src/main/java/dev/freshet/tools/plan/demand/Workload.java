package dev.freshet.tools.plan.demand;

import dev.freshet.tools.plan.unit.Bytes;
import dev.freshet.tools.plan.unit.Connections;
import dev.freshet.tools.plan.unit.PerMinute;
import dev.freshet.tools.plan.unit.Rate;
import dev.freshet.tools.plan.unit.Share;
import dev.freshet.tools.plan.unit.Users;
import dev.freshet.tools.plan.unit.Volume;
import java.util.Optional;

/**
 * What a service asks of its servers, all regions together.
 *
 * @param name how reports call it
 * @param peak most connections at one time
 * @param average connections over the month, as a part of the peak, above 0 and at most 1
 * @param messages heard by a connection while it is open
 * @param payload of a message
 * @param channels that are in use
 * @param subscriptions channels that a connection hears, at least 1
 * @param tls whether the nodes end TLS
 * @param regions clusters that share the connections evenly, at least 1
 * @param history messages that each channel keeps; 0 for none
 * @param monthly people who use the service in a month, which some services charge by; empty when
 *     not said
 */
public record Workload(
    String name,
    Connections peak,
    Share average,
    PerMinute messages,
    Bytes payload,
    long channels,
    int subscriptions,
    boolean tls,
    int regions,
    int history,
    Optional<Users> monthly) {
  /** Checks that numbers are in their ranges; what users give is checked before, with a name. */
  public Workload {
    if (peak.count() < 1 || average.value() <= 0 || average.value() > 1) {
      throw new IllegalArgumentException("peak or average out of range");
    }
    if (channels < 1 || subscriptions < 1 || regions < 1 || history < 0) {
      throw new IllegalArgumentException(
          "channels, subscriptions, regions or history out of range");
    }
  }

  /** The same with another peak, and with as many more or fewer people. */
  public Workload withPeak(Connections other) {
    return with(other, messages, regions);
  }

  /** The same with another message rate. */
  public Workload withMessages(PerMinute other) {
    return with(peak, other, regions);
  }

  /** What one of its regions is asked for: an even part of the connections, the same channels. */
  public Workload ofOneRegion() {
    return with(peak.part(regions), messages, 1);
  }

  private Workload with(Connections otherPeak, PerMinute otherMessages, int otherRegions) {
    return new Workload(
        name,
        otherPeak,
        average,
        otherMessages,
        payload,
        channels,
        subscriptions,
        tls,
        otherRegions,
        history,
        monthly.map(users ->
            new Users(
                (long) Math.ceil((double) users.count() / peak.count() * otherPeak.count()))));
  }

  /** Messages heard at the peak, a second. */
  public Rate deliveries() {
    return messages.of(peak);
  }

  /** Connections that hear a message, at least one: nobody publishes for nobody. */
  public double listeners() {
    return Math.max(1, (double) peak.count() * subscriptions / channels);
  }

  /**
   * Channels that somebody hears, on the average of the month: at most one for each subscription.
   */
  public double activeChannels() {
    return Math.min((double) channels, Math.max(1, peak.count() * average.value() * subscriptions));
  }

  /** Messages published at the peak, a second. */
  public Rate publications() {
    return deliveries().times(1 / listeners());
  }

  /** Minutes that connections are open in a month, added up. */
  public Volume connectionMinutes() {
    return new Volume(peak.count() * average.value() * Volume.MINUTES);
  }

  /** Messages heard in a month. */
  public Volume heard() {
    return connectionMinutes().times(messages.value());
  }

  /** Messages published in a month. */
  public Volume published() {
    return heard().times(1 / listeners());
  }
}
