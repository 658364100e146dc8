package dev.freshet.tools.load.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.tools.load.process.Counts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CourseTest {
  @Test
  void deliveriesAreCountedForEachChannelsHearers() {
    assertThat(Course.deliveries(1, 1, 20, 5, 300)).isEqualTo(100 * 300);
    // 10 connections on 4 channels: 3, 3, 2, 2; 6 publications go round: 2, 2, 1, 1.
    assertThat(Course.deliveries(1, 4, 6, 1, 10)).isEqualTo(2 * 3 + 2 * 3 + 2 + 2);
    // Two publishers have two channels each, and 3 publications: 2, 1 and 2, 1.
    assertThat(Course.deliveries(2, 4, 6, 1, 10)).isEqualTo(2 * 3 + 3 + 2 * 2 + 2);
  }

  @ParameterizedTest
  @CsvSource({
    "1000, 20000, 2, 1",
    "19800, 20000, 2, 1",
    "19801, 20000, 2, 2",
    "60000, 20000, 2, 4",
    "60000, 1000000, 16, 3",
    "60000, 1000000, 4, 2",
    "1, 1, 1, 1"
  })
  void thereAreAsManyProcessesAsFilesAndCoresAskFor(
      int connections, long files, int cores, int processes) {
    assertThat(Clients.processes(connections, files, cores)).isEqualTo(processes);
  }

  @Test
  void aLineOfCountsIsReadAsItWasWritten() {
    Counts counts = Counts.parse("FULL connected=3 p50_ms=1.5 statuses={429=1,503=2} returns=");
    assertThat(counts.whole("connected")).isEqualTo(3);
    assertThat(counts.number("p50_ms")).isEqualTo(1.5);
    assertThat(counts.map("statuses")).containsEntry(429, 1L).containsEntry(503, 2L);
    assertThat(counts.histogram("returns").getTotalCount()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "dev.freshet.hub.Subscription, subscription",
    "dev.freshet.net.Connection, session",
    "io.netty.handler.ssl.OpenSslEngine, tls",
    "io.netty.channel.epoll.EpollSocketChannel, socket",
    "[Lio.netty.channel.ChannelHandler;, socket",
    "[B, other"
  })
  void aClassBelongsToAPartOfTheCost(String name, String part) {
    assertThat(Cost.group(name)).isEqualTo(part);
  }
}
