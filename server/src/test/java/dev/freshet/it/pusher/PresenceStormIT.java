package dev.freshet.it.pusher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.it.JdkSocket;
import dev.freshet.it.Node;
import dev.freshet.metrics.Metric;
import dev.freshet.model.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Members that come and go on several loops at once, and what others are told of it. */
class PresenceStormIT {
  private static final Secret SECRET = Secret.of("dev-secret");
  private static final String CHANNEL = "presence-storm";
  private static final int FOLLOWERS = 4;
  private static final int MOVERS = 12;
  private static final int USERS = 5;
  private static final int MOVES = 150;

  private static final Pattern ID = Pattern.compile("socket_id\\\\\":\\\\\"([0-9.]+)");
  private static final Pattern IDS = Pattern.compile("ids\\\\\":\\[([^]]*)]");
  private static final Pattern USER = Pattern.compile("user_id\\\\\":\\\\\"([^\\\\]+)");

  /** A client that says what it must and keeps what it is told. */
  private static final class Someone implements AutoCloseable {
    final JdkSocket socket;
    final String user;
    private final String id;
    private final Set<String> present = new TreeSet<>();

    Someone(Node node, String user) {
      this.user = user;
      socket = new JdkSocket(node.ws("/app/dev-key?protocol=7"));
      id = first(ID, socket.text());
    }

    void join() {
      String data = "{\"user_id\":\"" + user + "\"}";
      byte[] signed = (id + ":" + CHANNEL + ":" + data).getBytes(UTF_8);
      socket.send(
          """
          {"event":"pusher:subscribe","data":{"channel":"%s","auth":"dev-key:%s","channel_data":"%s"}}\
          """
              .formatted(
                  CHANNEL,
                  HexFormat.of().formatHex(SECRET.hmacSha256(signed)),
                  data.replace("\"", "\\\"")));
    }

    void leave() {
      socket.send("{\"event\":\"pusher:unsubscribe\",\"data\":{\"channel\":\"" + CHANNEL + "\"}}");
    }

    /** Takes a roster or a change; a change that changes nothing fails the test. */
    void take(String frame) {
      if (frame.contains("pusher_internal:subscription_succeeded")) {
        present.clear();
        for (String each : first(IDS, frame).split(",", -1)) {
          present.add(each.replaceAll("[\\\\\"]", ""));
        }
        assertThat(present).as("the client itself is in its roster").contains(user);
      } else if (frame.contains("pusher_internal:member_added")) {
        assertThat(present.add(first(USER, frame))).as("twice: %s", frame).isTrue();
      } else if (frame.contains("pusher_internal:member_removed")) {
        assertThat(present.remove(first(USER, frame))).as("not there: %s", frame).isTrue();
      } else {
        assertThat(frame).contains("pusher:pong");
      }
    }

    /** Takes everything up to the answer to a ping. */
    Set<String> catchUp() {
      socket.send("{\"event\":\"pusher:ping\",\"data\":{}}");
      String frame = socket.text();
      while (!frame.contains("pusher:pong")) {
        take(frame);
        frame = socket.text();
      }
      return Set.copyOf(present);
    }

    @Override
    public void close() {
      socket.close();
    }

    private static String first(Pattern pattern, String text) {
      Matcher matcher = pattern.matcher(text);
      assertThat(matcher.find()).as(text).isTrue();
      return matcher.group(1);
    }
  }

  /** Joins and leaves, sometimes by hanging up, and looks at what it is told meanwhile. */
  private static Void move(Node node, int index) {
    String user = "mover-" + index % USERS;
    var someone = new Someone(node, user);
    try {
      for (int i = 0; i < MOVES; i++) {
        someone.join();
        if (ThreadLocalRandom.current().nextBoolean()) {
          someone.catchUp();
        }
        if (ThreadLocalRandom.current().nextInt(4) == 0) {
          someone.close();
          someone = new Someone(node, user);
        } else {
          someone.leave();
          someone.catchUp();
        }
      }
    } finally {
      someone.close();
    }
    return null;
  }

  @Test
  void whoFollowsTheNewsKnowsTheMembers() throws Exception {
    try (var node = Node.development();
        var threads = Executors.newFixedThreadPool(MOVERS)) {
      var followers = new ArrayList<Someone>();
      for (int i = 0; i < FOLLOWERS; i++) {
        var follower = new Someone(node, "follower-" + i);
        follower.join();
        followers.add(follower);
      }
      var moves = new ArrayList<Callable<Void>>();
      for (int i = 0; i < MOVERS; i++) {
        int index = i;
        moves.add(() -> move(node, index));
      }
      for (var done : threads.invokeAll(moves)) {
        done.get();
      }
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> node.metric(Metric.CONNECTIONS, "1", "pusher") == FOLLOWERS);
      List<String> left = followers.stream().map(follower -> follower.user).toList();
      for (Someone follower : followers) {
        assertThat(follower.catchUp()).containsExactlyInAnyOrderElementsOf(left);
      }
      followers.forEach(Someone::close);
    }
  }
}
