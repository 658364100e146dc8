package dev.freshet.tools.plan.demand;

import dev.freshet.tools.plan.unit.Connections;
import dev.freshet.tools.plan.unit.Figures;
import dev.freshet.tools.plan.unit.Share;

/**
 * Connections of an audience, by time and by rule.
 *
 * @param average over the day, by Little's law: arrivals times the time each stays
 * @param peak the average times the peak factor, at most everybody's devices
 * @param byRule 30 % of the day's users
 */
public record Estimate(
    Audience audience, Connections average, Connections peak, Connections byRule) {

  /** The peak as a part of the day's users. */
  public Share online() {
    return new Share((double) peak.count() / Math.max(1, audience.daily().count()));
  }

  /** How many times the peak the rule's figure is. */
  public Share gap() {
    return new Share((double) byRule.count() / Math.max(1, peak.count()));
  }

  /** Average over the month, as a part of the peak: above 0, at most 1. */
  public Share averagePart() {
    double part = (double) Math.max(1, average.count()) / Math.max(1, peak.count());
    return new Share(Math.min(1, part));
  }

  /** Why both differ, in words. */
  public String why() {
    String minutes = Figures.few(audience.online().value());
    String share = Figures.few(online().value() * 100);
    double gap = gap().value();
    if (gap > 1.5) {
      return "The 30 %% rule gives %s times as many: people who are connected for %s minutes of 1,440 are %s %% of the day's users at the peak. The rule fits services that are open all day, not those that are looked at."
          .formatted(Figures.few(gap), minutes, share);
    }
    if (gap < 0.67) {
      return "The 30 %% rule gives only %s of it: with %s minutes a day and %s devices each, connections at the peak are %s %% of the day's users. Devices and tabs that stay connected count, not people."
          .formatted(Figures.few(gap), minutes, Figures.few(audience.devices().value()), share);
    }
    return "Both agree within half: %s minutes a day put %s %% of the day's users online at the peak."
        .formatted(minutes, share);
  }
}
