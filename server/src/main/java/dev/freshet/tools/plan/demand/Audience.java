package dev.freshet.tools.plan.demand;

import dev.freshet.tools.plan.unit.Connections;
import dev.freshet.tools.plan.unit.Minutes;
import dev.freshet.tools.plan.unit.Share;
import dev.freshet.tools.plan.unit.Users;

/**
 * People and their habits, from which the peak of connections follows.
 *
 * @param daily people who use the service on a day
 * @param session minutes that a session lasts
 * @param sessions of one person on a day
 * @param linger minutes that a connection stays after a session has ended
 * @param devices that one person has connected at once
 * @param peakFactor how many times the average of the day the peak is
 */
public record Audience(
    Users daily, Minutes session, Share sessions, Minutes linger, Share devices, Share peakFactor) {
  private static final double DAY = 1_440;

  /** The lesson's rule: so many of the day's users are online at the peak. */
  public static final Share RULE = new Share(0.3);

  /** Minutes of a day that one person is connected, at most all of them. */
  public Minutes online() {
    return new Minutes(Math.min(DAY, sessions.value() * (session.value() + linger.value())));
  }

  /** Both ways of reckoning. */
  public Estimate estimate() {
    double average = daily.count() * online().value() / DAY * devices.value();
    double most = daily.count() * devices.value();
    double peak = Math.min(most, average * peakFactor.value());
    return new Estimate(
        this,
        new Connections((long) Math.ceil(average)),
        new Connections((long) Math.ceil(peak)),
        new Connections((long) Math.ceil(daily.count() * RULE.value())));
  }
}
