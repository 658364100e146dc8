package dev.freshet.net.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Finding a resource by its path. */
class PathsTest {
  private final Paths paths =
      paths(
          "",
          "health",
          "channels",
          "channels/*",
          "apps/**",
          "apps/*/events",
          "apps/*/channels",
          "apps/*/channels/*",
          "apps/*/channels/*/users",
          "apps/main/special",
          "in/front/app/*");

  private static Paths paths(String... patterns) {
    var all = new HashMap<String, Resource>();
    for (String pattern : patterns) {
      all.put(pattern, new Resource(pattern, Map.of(), Resource.Kind.OPEN));
    }
    return new Paths(all);
  }

  private String at(String path) {
    Paths.Found found = paths.find(List.of(path.split("/", -1)));
    return found == null ? "nothing" : found.resource().name() + " " + found.names();
  }

  @Test
  void aPathThatIsSpeltOutIsFound() {
    assertThat(at("")).isEqualTo(" []");
    assertThat(at("health")).isEqualTo("health []");
    assertThat(at("channels")).isEqualTo("channels []");
  }

  @Test
  void aStarIsOneSegmentAndIsTold() {
    assertThat(at("channels/a")).isEqualTo("channels/* [a]");
    assertThat(at("channels/")).isEqualTo("channels/* []");
    assertThat(at("apps/1/channels/x")).isEqualTo("apps/*/channels/* [1, x]");
    assertThat(at("apps/1/channels/x/users")).isEqualTo("apps/*/channels/*/users [1, x]");
    assertThat(at("in/front/app/key")).isEqualTo("in/front/app/* [key]");
  }

  @Test
  void anotherLengthIsAnotherPath() {
    assertThat(at("health/")).isEqualTo("nothing");
    assertThat(at("channels/a/b")).isEqualTo("nothing");
    assertThat(at("in/front/app")).isEqualTo("nothing");
    assertThat(at("app/key")).isEqualTo("nothing");
  }

  @Test
  void twoStarsTakeWhateverNothingElseTakes() {
    assertThat(at("apps")).isEqualTo("apps/** []");
    assertThat(at("apps/1")).isEqualTo("apps/** []");
    assertThat(at("apps/1/channels/x/y")).isEqualTo("apps/** []");
    assertThat(at("apps/1/channels/x/users/z/z/z/z")).isEqualTo("apps/** []");
  }

  @Test
  void whatIsSpeltOutWinsButDoesNotHideTheStar() {
    assertThat(at("apps/main/special")).isEqualTo("apps/main/special []");
    assertThat(at("apps/main/events")).isEqualTo("apps/*/events [main]");
    assertThat(at("apps/other/special")).isEqualTo("apps/** []");
  }

  @Test
  void aSegmentThatLooksLikeAPatternIsOnlyASegment() {
    assertThat(at("*")).isEqualTo("nothing");
    assertThat(at("apps/*/events")).isEqualTo("apps/*/events [*]");
  }
}
