package dev.freshet.redis.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisURI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FixedTopologyTest {

  private static List<@Nullable RedisServer> servers(int... ports) {
    var told = new ArrayList<List<@Nullable RedisServer>>();
    var servers =
        IntStream.of(ports)
            .mapToObj(port -> RedisServer.of(RedisURI.create("redis://127.0.0.1:" + port)))
            .toList();
    new FixedTopology(servers).start(map -> told.add(map.servers()));
    return told.getFirst();
  }

  @Test
  void eachServerKeepsAboutItsShare() {
    var chosen = servers(1, 2, 3, 4);
    assertThat(chosen).hasSize(Store.BUCKETS).doesNotContainNull();
    for (int port = 1; port <= 4; port++) {
      String name = "127.0.0.1:" + port;
      assertThat(chosen.stream().filter(s -> s != null && s.name().equals(name)).count())
          .isBetween(35L, 95L);
    }
  }

  @Test
  void aServerMoreTakesItsShareAndMovesNothingElse() {
    var before = servers(1, 2, 3);
    var after = servers(1, 2, 3, 4);
    for (int bucket = 0; bucket < Store.BUCKETS; bucket++) {
      RedisServer now = after.get(bucket);
      if (now != null && !now.name().equals("127.0.0.1:4")) {
        assertThat(now).isEqualTo(before.get(bucket));
      }
    }
    assertThat(after).isNotEqualTo(before);
  }

  @Test
  void theOrderOfTheServersDoesNotMatterNorDoTheirPasswords() {
    assertThat(servers(3, 1, 2)).isEqualTo(servers(1, 2, 3));
    assertThat(RedisServer.of(RedisURI.create("redis://u:secret@127.0.0.1:1")).name())
        .isEqualTo("127.0.0.1:1");
  }
}
