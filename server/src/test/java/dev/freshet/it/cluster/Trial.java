package dev.freshet.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.model.ChannelName;
import dev.freshet.redis.link.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One whole-system test: clients follow and a backend publishes while something breaks and is
 * mended; in the end everybody must have everything, or have been told, and the cluster must know
 * who is there.
 */
final class Trial implements AutoCloseable {
  private static final int KEPT = 4;
  private static final int MEMBERS = 8;
  private static final int PER_SECOND = 120;
  private static final Duration LIVE_PAUSE = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Something that breaks or mends. */
  interface Action {
    void run() throws Exception;
  }

  private final Site site;
  private final String name;
  private final Followers followers;
  private final SteadyPublisher publisher;
  private final List<Trail.Away> faults = new ArrayList<>();
  private final List<String> kept = new ArrayList<>();
  private long disturbed;
  private long mended;
  private long recovered;

  /**
   * Has clients connect and publishing begin.
   *
   * @param name goes into the names of channels, so unique for the site
   */
  Trial(Site site, String name) throws Exception {
    this.site = site;
    this.name = name;
    for (int i = 0; i < KEPT; i++) {
      kept.add("kept-" + i + "-" + name);
    }
    followers = new Followers(Site.APP, Site.KEY, Site.SECRET);
    publisher = new SteadyPublisher(List.of(site.url()), Site.SECRET);
    try {
      open();
      followers.awaitUp();
      publisher.publish(kept, PER_SECOND);
      publisher.publishInTurn(live(), LIVE_PAUSE);
      await().atMost(PATIENCE).until(() -> publisher.taken().size() > PER_SECOND);
    } catch (Exception | Error e) {
      close();
      throw e;
    }
  }

  /** A key of Redis that belongs to one of the channels with history. */
  String key(int index) {
    return "freshet:{b" + Store.bucket(new ChannelName(Site.APP, kept.get(index))) + "}:";
  }

  private String live() {
    return "live-" + name;
  }

  private String room() {
    return "presence-" + name;
  }

  private void open() {
    String url = site.url().toString();
    for (int i = 0; i < 6; i++) {
      List<String> two = List.of(kept.get(i % KEPT), kept.get((i + 1) % KEPT));
      followers.open("sse-" + i, "sse", url, two, "");
    }
    for (int i = 0; i < 8; i++) {
      followers.open("ws-" + i, "ws", url, List.of(i < 5 ? kept.get(i % KEPT) : live()), "");
    }
    for (int i = 0; i < MEMBERS; i++) {
      openMember(i);
    }
  }

  private void openMember(int i) {
    List<String> three = List.of(kept.get(i % KEPT), live(), room());
    followers.open("pusher-" + i, "pusher", site.url().toString(), three, "user-" + i);
  }

  /**
   * Breaks something; from now on publications without history may be lost. While it is broken one
   * member goes for good and another comes.
   */
  void breaks(Action action) throws Exception {
    boolean first = disturbed == 0;
    disturbed = System.currentTimeMillis();
    action.run();
    if (first) {
      followers.leave("pusher-0");
      openMember(MEMBERS);
    }
  }

  /** Lets it be broken for so long, while publishing goes on. */
  void during(Duration time) {
    long until = System.currentTimeMillis() + time.toMillis();
    await()
        .pollInterval(Duration.ofMillis(50))
        .atMost(time.plus(PATIENCE))
        .until(() -> System.currentTimeMillis() >= until);
  }

  /** Mends it. */
  void mends(Action action) throws Exception {
    action.run();
    mended = System.currentTimeMillis();
  }

  /**
   * Waits until publishing goes on and all clients are there again.
   *
   * @param excuses whether what was published without history meanwhile may be lost to those too
   *     who were connected
   */
  void recovers(boolean excuses) {
    int before = publisher.taken().size();
    await()
        .pollInterval(Duration.ofMillis(50))
        .atMost(PATIENCE)
        .until(() -> publisher.taken().size() > before + PER_SECOND);
    followers.awaitUp();
    recovered = System.currentTimeMillis() - Math.max(disturbed, mended);
    if (excuses) {
      faults.add(new Trail.Away(disturbed, System.currentTimeMillis()));
    }
  }

  /** Ends publishing and judges. */
  void check(Map<String, Object> numbers) throws Exception {
    publisher.finish();
    assertThat(publisher.lost()).as("given up, of %s", publisher.refusals()).isEmpty();
    checkPositions();
    var verdict = new Verdict(followers, publisher.taken(), faults);
    Site.eventually(Duration.ofSeconds(5), verdict::check);
    checkWhoIsThere();
    if (faults.isEmpty()) {
      assertThat(followers.newsTwice()).isEmpty();
    }
    numbers.put("published", publisher.taken().size());
    numbers.put("all well again after, ms", recovered);
    numbers.put("longest to be taken, ms", publisher.longestMillis());
    numbers.put("attempts again", publisher.retries());
    numbers.put("refusals", publisher.refusals());
    numbers.put("told that the past is gone", followers.resets());
    numbers.put("lost without history", verdict.lostWithoutHistory());
    numbers.put("last client back after, ms", followers.lastBack(disturbed) - disturbed);
    checkHooks(numbers);
  }

  /** All followers that resume come to where the histories stand. */
  private void checkPositions() {
    Site.eventually(
        PATIENCE,
        () -> {
          var tops = new TreeMap<String, String>();
          for (String channel : kept) {
            tops.put(channel, site.top(0, channel));
          }
          for (Followers.Follower each : followers.all()) {
            for (String channel : each.channels) {
              if (each.resumes() && tops.containsKey(channel)) {
                assertThat(followers.position(each, channel))
                    .as(each + " on " + channel)
                    .isEqualTo(tops.get(channel));
              }
            }
          }
        });
  }

  /** Presence and occupancy, as each node says and as members see it. */
  private void checkWhoIsThere() {
    var users = new TreeSet<String>();
    var counts = new TreeMap<String, Long>();
    for (Followers.Follower each : followers.all()) {
      if (!each.user.isEmpty()) {
        users.add(each.user);
      }
      each.channels.forEach(channel -> counts.merge(channel, 1L, Long::sum));
    }
    Site.eventually(
        Site.LEASE.multipliedBy(2).plusSeconds(5),
        () -> {
          for (int node = 0; node < site.nodes().size(); node++) {
            assertThat(site.users(node, room())).as("users by node %d", node).isEqualTo(users);
            var said = new TreeMap<String, Long>();
            for (String prefix : List.of("kept-", "live-", "presence-")) {
              site.channels(node, prefix)
                  .forEach((channel, count) -> {
                    if (channel.endsWith("-" + name)) {
                      said.put(channel, count);
                    }
                  });
            }
            assertThat(said).as("occupied by node %d", node).isEqualTo(counts);
          }
          assertThat(followers.members(room()))
              .as("as its members see it")
              .allSatisfy((member, seen) -> assertThat(seen).isEqualTo(users));
        });
  }

  /** All leave: what began has ended, each was told at least once and decided once. */
  private void checkHooks(Map<String, Object> numbers) {
    followers.all().forEach(each -> followers.leave(each.id));
    Site.eventually(
        Site.VACATED_DELAY.plus(PATIENCE),
        () -> assertThat(site.hooks("-" + name).open()).isEmpty());
    Hooks hooks = site.hooks("-" + name);
    hooks.checkAlternating();
    assertThat(hooks.events()).hasSizeGreaterThanOrEqualTo(2 * (KEPT + 2 + MEMBERS + 1));
    numbers.put("webhook events", hooks.events().size());
    numbers.put("webhook repeats", hooks.repeats());
  }

  @Override
  public void close() {
    publisher.close();
    followers.close();
  }
}
