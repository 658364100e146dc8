package dev.freshet.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class AuditTest {
  private long now;
  private final Audit audit = new Audit(10, () -> Instant.ofEpochMilli(now));

  @Test
  void whatWasDoneIsNotPushedOutByWhatWasRefused() {
    audit.done("admin", "publish", "1/chat");
    for (int i = 0; i < 1_000; i++) {
      now++;
      audit.refused("", "login", "192.0.2.1", "wrong");
    }
    assertThat(audit.newest(200)).hasSize(11);
    assertThat(audit.newest(200).getLast().what()).isEqualTo("publish");
    assertThat(audit.newest(200).getFirst().time()).isEqualTo(1_000);
    assertThat(audit.newest(3)).hasSize(3);
  }

  @Test
  void anObjectIsOneLineOfBoundedLength() {
    audit.done("admin", "close", "a\nb\u001b[31m" + "x".repeat(1_000));
    assertThat(audit.newest(1).getFirst().object()).startsWith("a b [31m").hasSize(301);
  }
}
