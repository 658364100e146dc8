package dev.freshet.tools.load.aim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.tools.load.client.ClientPlan.Peer;
import dev.freshet.tools.load.client.Description.Closes;
import dev.freshet.tools.load.client.Description.Resume;
import dev.freshet.tools.load.client.PusherAuth;
import dev.freshet.tools.load.client.Wire;
import dev.freshet.tools.load.publish.Form;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptionFileTest {
  @TempDir Path directory;

  private static Aim aim(String name) throws IOException {
    return DescriptionFile.named(name)
        .aim(Peer.local(9000, 1), "load-{c}", new PusherAuth("the-key", "hush"), null);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("some.properties"), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"centrifugo", "soketi", "ws"})
  void theShippedOnesAreWhole(String name) throws IOException {
    Aim aim = aim(name);
    assertThat(aim.description().path()).startsWith("/").doesNotContain("{key}");
    assertThat(aim.description().first()).anyMatch(each -> each.contains("load-{c}"));
    assertThat(aim.publications().body()).contains("{payload}").contains("load-{c}");
  }

  @Test
  void aFileSaysHowAServerIsSpokenTo() throws IOException {
    Path file =
        file(
            """
            wire = events
            path = /sub/{c}
            signal = a
            signal.2 = b
            lines = yes
            resume = last-event-id
            publish.kind = http
            publish.path = /pub?c={c}
            publish.header = X-Key: {secret}
            publish.closes = yes
            """);
    Aim aim = aim(file.toString());
    assertThat(aim.name()).isEqualTo(file.toString());
    assertThat(aim.description().wire()).isEqualTo(Wire.EVENTS);
    assertThat(aim.description().path()).isEqualTo("/sub/load-{c}");
    assertThat(aim.description().signals()).containsExactly("a", "b");
    assertThat(aim.description().lines()).isTrue();
    assertThat(aim.description().resume()).isEqualTo(Resume.LAST_EVENT_ID);
    assertThat(aim.description().closes()).isEqualTo(Closes.OTHER);
    Form form = aim.publications();
    assertThat(form.kind()).isEqualTo(Form.Kind.HTTP);
    assertThat(form.closes()).isTrue();
    assertThat(form.headers()).containsExactly("X-Key: hush");
    assertThat(form.path()).isEqualTo("/pub?c=load-{c}");
  }

  @Test
  void withoutAWayToPublishOnlyConnectionsAreMeasured() throws IOException {
    Aim aim = aim(file("path = /x\n").toString());
    assertThat(aim.form()).isNull();
    assertThatThrownBy(aim::publications).hasMessageContaining("publish: (none) (expected: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pth = /x|pth: /x (expected: one of ",
        "wire = fax\\npath = /x|wire: fax (expected: one of websocket, events, redis)",
        "wire = events|path: (none) (expected: a text)",
        "path = /x\\nresume = maybe|resume: maybe (expected: one of none, last-event-id, since)",
        "path = /x\\nlines = perhaps|lines: perhaps (expected: yes or no)",
        "path = /x\\npublish.kind = pigeon\\npublish.path = /|publish.kind: pigeon (expected: http, frames, pusher or redis)",
        "path = /x\\npublish.kind = http|publish.path: (none) (expected: a text)",
        "path = /x\\npublish.kind = http\\npublish.path = /\\npublish.body = b|publish.body: b (expected: a text with {payload})",
        "path = /\\\\u00zz|syntax: "
      })
  void aFaultSaysWhatWasExpected(String text, String fault) throws IOException {
    Path file = file(text.replace("\\n", "\n").replace("\\\\", "\\"));
    assertThatThrownBy(() -> aim(file.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file + ": ")
        .hasMessageContaining(fault);
  }

  @Test
  void aFileThatIsNotThereIsAFault() {
    assertThatThrownBy(() -> aim("/nowhere"))
        .hasMessageStartingWith("--server: /nowhere (expected: one of centrifugo, soketi, ws, or");
  }
}
