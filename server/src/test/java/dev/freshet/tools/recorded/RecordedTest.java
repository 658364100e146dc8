package dev.freshet.tools.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is cited is there. */
class RecordedTest {
  private static final Path RESULTS = Path.of("..", "bench", "results");
  private static final Pattern RECORD = Pattern.compile("\\d{4}-[-a-z0-9]+\\.md");

  /** The text of all records that a source names. */
  private static String records(String source) throws IOException {
    var text = new StringBuilder();
    var names = RECORD.matcher(Recorded.text(source)).results().toList();
    assertThat(names).as(source).isNotEmpty();
    for (var name : names) {
      assertThat(RESULTS.resolve(name.group())).exists();
      text.append(Files.readString(RESULTS.resolve(name.group())));
    }
    return text.toString();
  }

  private static void assertIn(String source, String figure) throws IOException {
    // A cell has it alone, or before its range.
    assertThat(records(source)).as(source).containsPattern(Pattern.quote("| " + figure) + " [|(]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "memory-source",
        "base-source",
        "handshake-source",
        "deliveries-source",
        "publications-source"
      })
  void everyRecordThatIsCitedExists(String source) throws IOException {
    assertThat(records(source)).isNotEmpty();
  }

  @Test
  void figuresStandInTheRecordsThatAreCited() throws IOException {
    for (String bytes : List.of("heap", "outside", "kernel")) {
      assertIn("memory-source", String.format(Locale.ROOT, "%,d", Recorded.whole(bytes)));
    }
    assertIn("handshake-source", Recorded.text("handshake"));
    var deliveries = new ArrayList<String>();
    for (String each : Recorded.text("deliveries").split(",", -1)) {
      deliveries.add(each.substring(each.indexOf(':') + 1).strip());
    }
    for (String micros : deliveries) {
      assertIn("deliveries-source", micros);
    }
    for (String micros : List.of("redis", "redis-history")) {
      assertIn("publications-source", Recorded.text(micros));
    }
  }

  @Test
  void aNameThatIsNotThereIsAFault() {
    assertThatThrownBy(() -> Recorded.text("nonsense"))
        .hasMessageContaining("nonsense (expected: a name in recorded.properties)");
  }
}
