package dev.freshet.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Judges what followers heard by what publishers were answered.
 *
 * @param taken everything that was taken
 * @param faults times in which parts were down, with their margins
 */
record Verdict(Followers followers, List<SteadyPublisher.Taken> taken, List<Trail.Away> faults) {
  /**
   * By how much what is lacking may have been published before a client noticed that it was cut
   * off, or after it was subscribed again.
   */
  private static final long MARGIN_MILLIS = 3_000;

  /** What holds on every channel: order, nothing twice, and no position for two publications. */
  void check() {
    assertThat(followers.faults()).as("out of order, or twice").isEmpty();
    Map<String, Map<String, Set<String>>> truth = truth();
    for (Followers.Follower follower : followers.all()) {
      for (String channel : follower.channels) {
        List<Trail.Heard> heard = followers.trail(follower, channel);
        Map<String, Set<String>> bodies = truth.getOrDefault(channel, Map.of());
        if (bodies.isEmpty()) {
          continue;
        }
        if (bodies.containsKey("")) {
          checkWithoutHistory(follower, channel, heard);
        } else if (follower.resumes()) {
          checkPositions(follower, heard, bodies);
        } else {
          checkLive(follower, channel, heard);
        }
      }
    }
  }

  /** By channel and position, which bodies were answered with it: one, or something is wrong. */
  private Map<String, Map<String, Set<String>>> truth() {
    var truth = new HashMap<String, Map<String, Set<String>>>();
    for (SteadyPublisher.Taken each : taken) {
      truth
          .computeIfAbsent(each.channel(), any -> new HashMap<>())
          .computeIfAbsent(each.position(), any -> new HashSet<>())
          .add(each.body());
    }
    truth.forEach((channel, bodies) ->
        bodies.forEach((position, those) -> {
          if (!position.isEmpty()) {
            assertThat(those).as(channel + " " + position).hasSize(1);
          }
        }));
    return truth;
  }

  /** Continuity was checked as it came; here, that each position had the body of its publisher. */
  private static void checkPositions(
      Followers.Follower follower, List<Trail.Heard> heard, Map<String, Set<String>> bodies) {
    for (Trail.Heard each : heard) {
      assertThat(bodies.getOrDefault(each.position(), Set.of(each.body())))
          .as(follower + " at " + each.position())
          .containsExactly(each.body());
    }
  }

  /**
   * A client without positions on a channel with history: nothing twice, and no gap while it was
   * there.
   */
  private void checkLive(Followers.Follower follower, String channel, List<Trail.Heard> heard) {
    var place = new HashMap<String, List<String>>();
    taken.stream()
        .filter(each -> each.channel().equals(channel))
        .forEach(each ->
            place.computeIfAbsent(each.body(), any -> new ArrayList<>()).add(each.position()));
    var counts = new HashMap<String, Integer>();
    String before = ":-1";
    for (Trail.Heard each : heard) {
      counts.merge(each.body(), 1, Integer::sum);
      List<String> places = place.getOrDefault(each.body(), List.of());
      if (places.size() == 1) {
        String now = places.getFirst();
        if (epoch(now).equals(epoch(before))) {
          assertThat(offset(now))
              .as(follower + " heard " + each.body())
              .isGreaterThan(offset(before));
        }
        before = now;
      }
    }
    checkNothingLacks(follower, channel, counts.keySet());
  }

  /**
   * In the order of publishing, nothing twice, and nothing lacks but what was published in a fault.
   */
  private void checkWithoutHistory(
      Followers.Follower follower, String channel, List<Trail.Heard> heard) {
    int before = 0;
    var bodies = new HashSet<String>();
    for (Trail.Heard each : heard) {
      int number = number(each.body());
      assertThat(number).as(follower + " heard " + each.body()).isGreaterThan(before);
      before = number;
      bodies.add(each.body());
    }
    checkNothingLacks(follower, channel, bodies);
  }

  private void checkNothingLacks(Followers.Follower follower, String channel, Set<String> heard) {
    List<Trail.Away> away = followers.away(follower);
    var lacking = new TreeSet<String>();
    for (SteadyPublisher.Taken each : taken) {
      if (each.channel().equals(channel)
          && !heard.contains(each.body())
          && !isCovered(away, each)
          && !isCovered(faults, each)) {
        lacking.add(each.body() + " of " + each.sent() + ".." + each.answered());
      }
    }
    assertThat(lacking).as("%s on %s, away %s, lacks", follower, channel, away).isEmpty();
  }

  private static boolean isCovered(List<Trail.Away> times, SteadyPublisher.Taken each) {
    return times.stream()
        .anyMatch(away ->
            each.sent() <= away.to() + MARGIN_MILLIS
                && each.answered() >= away.from() - MARGIN_MILLIS);
  }

  /** How many publications without history followers did not hear. */
  long lostWithoutHistory() {
    long lost = 0;
    for (Followers.Follower follower : followers.all()) {
      for (String channel : follower.channels) {
        Set<String> heard = new HashSet<>();
        followers.trail(follower, channel).forEach(each -> heard.add(each.body()));
        lost +=
            taken.stream()
                .filter(each -> each.channel().equals(channel) && each.position().isEmpty())
                .filter(each -> !heard.contains(each.body()))
                .count();
      }
    }
    return lost;
  }

  private static int number(String body) {
    return Integer.parseInt(body.substring(body.lastIndexOf(' ') + 1));
  }

  private static String epoch(String position) {
    return position.substring(0, position.indexOf(':'));
  }

  private static long offset(String position) {
    return Long.parseLong(position.substring(position.indexOf(':') + 1));
  }
}
