package dev.freshet.tools.plan.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.Config;
import dev.freshet.config.Setting;
import dev.freshet.tools.files.FileSet;
import dev.freshet.tools.files.TextFile;
import dev.freshet.tools.plan.Request;
import dev.freshet.tools.plan.price.PriceList;
import dev.freshet.tools.plan.size.Measured;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlanFilesTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void everyFileSaysWhatItIsForAndWhyItsNumbers(Demands demand) {
    assertThat(demand.texts())
        .allSatisfy((name, text) -> {
          assertThat(text).endsWith("\n").doesNotContain(" null", "%d", "%s", "NaN");
          if (!name.endsWith(".acl")) {
            assertThat(text).contains("# Written by freshet plan for ");
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void theServerTakesTheConfiguration(Demands demand) throws IOException {
    Map<String, String> texts = demand.texts();
    for (String name : List.of("freshet.yaml", "kubernetes/freshet.yaml")) {
      Config config = Demands.config(texts, name, folder);
      assertThat(config.development()).isFalse();
      assertThat(config.apps()).hasSize(1);
      assertThat(config.settings().path(Setting.SERVER_TLS_CERTIFICATE).isPresent())
          .isEqualTo(demand.tls());
      assertThat(config.settings().text(Setting.SERVER_PROXY_PROTOCOL))
          .isEqualTo(name.startsWith("k") || demand == Demands.SMALL_TLS ? "off" : "v2");
    }
  }

  @Test
  void settingsFollowFromTheDemand() throws IOException {
    Config small = Demands.config(Demands.SMALL.texts(), "freshet.yaml", folder);
    assertThat(small.settings().text(Setting.SERVER_HOST)).isEqualTo("127.0.0.1");
    // 50 channels of 10 messages of 300 bytes and 100 of history's own.
    assertThat(small.settings().bytes(Setting.HISTORY_MAX_BYTES)).isEqualTo(200_000);
    Config tls = Demands.config(Demands.SMALL_TLS.texts(), "freshet.yaml", folder);
    assertThat(tls.apps().getFirst().limits().channelsPerConnection()).isEqualTo(400);
    assertThat(tls.apps().getFirst().limits().connections()).isEqualTo(550);
    Config large = Demands.config(Demands.TWO_MILLION.texts(), "freshet.yaml", folder);
    assertThat(large.apps().getFirst().limits().messageBytes()).isEqualTo(1_200_000);
    assertThat(large.settings().bytes(Setting.HTTP_BODY_MAX)).isEqualTo(1_200_000);
  }

  @Test
  void oneNodeHasNoRedisAndNoBalancerButForTls() {
    assertThat(Demands.SMALL.texts())
        .containsKey("haproxy/haproxy.cfg")
        .doesNotContainKey("redis/redis.conf");
    assertThat(Demands.SMALL_TLS.texts()).doesNotContainKey("haproxy/haproxy.cfg");
    assertThat(Demands.FIFTY_THOUSAND.texts())
        .containsKeys("redis/redis.conf", "redis/replica.conf", "redis/users.acl")
        .doesNotContainKey("redis/cluster.conf");
    assertThat(Demands.HALF_A_MILLION.texts())
        .containsKeys("redis/cluster.conf", "redis/create-cluster.sh")
        .doesNotContainKey("redis/redis.conf");
  }

  @ParameterizedTest
  @EnumSource
  void theBalancerHasEveryNodeAndRoomForEveryClient(Demands demand) {
    Map<String, String> texts = demand.texts();
    if (demand == Demands.SMALL_TLS) {
      return;
    }
    String text = Demands.text(texts, "haproxy/haproxy.cfg");
    long replicas = number("replicas: (\\d+)", Demands.text(texts, "kubernetes/deployment.yaml"));
    long servers = Pattern.compile("(?m)^    server node").matcher(text).results().count();
    assertThat(servers).isEqualTo(replicas * (demand.tls() ? 2 : 3));
    long files =
        number(
            "LimitNOFILE=(\\d+)$", Demands.text(texts, "haproxy/haproxy.service.d/50-limits.conf"));
    assertThat(files).isEqualTo(2 * number("^    maxconn (\\d+)$", text) + 1_000);
    assertThat(number("ports  = ([\\d,]+)", text)).isLessThan(64_512);
  }

  private static long number(String pattern, String text) {
    var matcher = Pattern.compile(pattern, Pattern.MULTILINE).matcher(text);
    assertThat(matcher.find()).as(pattern).isTrue();
    return Long.parseLong(matcher.group(1).replace(",", ""));
  }

  @Test
  void secretsAreRandomOftenEnoughAndInNoOpenFile() {
    var seen = new HashSet<String>();
    for (int i = 0; i < 2; i++) {
      FileSet set = Demands.HALF_A_MILLION.files();
      Map<String, String> variables =
          Demands.variables(
              set.files().stream()
                  .filter(file -> file.name().equals("secrets.env"))
                  .findFirst()
                  .orElseThrow()
                  .text());
      for (String name :
          List.of(
              "FRESHET_APPS_MAIN_SECRET",
              "FRESHET_ADMIN_SECRET",
              "FRESHET_SERVER_TLS_TICKET_SECRET")) {
        String secret = variables.getOrDefault(name, "");
        assertThat(secret).as(name).matches("[A-Za-z0-9_-]{43}");
        assertThat(seen.add(secret)).isTrue();
        assertThat(set.files())
            .filteredOn(file -> !file.secret())
            .noneMatch(file -> file.text().contains(secret));
      }
      assertThat(set.files())
          .filteredOn(TextFile::secret)
          .extracting(TextFile::name)
          .containsExactlyInAnyOrder(
              "secrets.env", "redis/cluster.conf", "redis/create-cluster.sh", "redis/users.acl");
    }
  }

  @Test
  void nothingIsOverwrittenUnlessForcedAndSecretsAreTheirOwnersAlone() throws IOException {
    FileSet set = Demands.FIFTY_THOUSAND.files();
    assertThat(set.write(folder, false)).hasSize(set.files().size()).allMatch(Files::exists);
    Path secrets = folder.resolve("secrets.env");
    String before = Files.readString(secrets);
    FileSet other = Demands.FIFTY_THOUSAND.files();
    assertThatThrownBy(() -> other.write(folder, false))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(secrets).hasContent(before);
    Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-rw-rw-"));
    var _ = other.write(folder, true);
    assertThat(Files.readString(secrets)).isNotEqualTo(before);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secrets)))
        .isEqualTo("rw-------");
  }

  @ParameterizedTest
  @EnumSource
  void theFilesOfContainersAreYaml(Demands demand) {
    Map<String, String> texts = demand.texts();
    texts.entrySet().stream()
        .filter(each -> each.getKey().endsWith(".yaml"))
        .forEach(each ->
            assertThat(Demands.yaml(each.getValue()))
                .as(each.getKey())
                .allMatch(Map.class::isInstance));
    Map<?, ?> compose =
        (Map<?, ?>)
            Demands.yaml(Demands.text(texts, "docker/compose.yaml")).findFirst().orElseThrow();
    Map<?, ?> service = (Map<?, ?>) ((Map<?, ?>) compose.get("services")).get("freshet");
    // What the override sets is refused in the host's network.
    assertThat(service.get("network_mode")).isNull();
    assertThat(service.get("env_file")).isEqualTo("../secrets.env");
  }

  @Test
  void aDockerfileHasOnlyInstructionsAndEndsAsAnotherUser() {
    List<String> lines =
        Demands.text(Demands.SMALL.texts(), "docker/Dockerfile")
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();
    assertThat(lines.getFirst()).startsWith("FROM ");
    assertThat(lines).allMatch(line -> line.matches("[A-Z]{3,10} .+"));
    assertThat(lines).contains("USER freshet", "ENTRYPOINT [\"/opt/freshet/freshet\"]");
  }

  @Test
  void moreMachinesThanAConfigurationShouldNameAreRefused() throws Exception {
    PriceList prices = PriceList.standard();
    var plan =
        Request.read(Map.of("peak", "100m", "messages", "60000"), prices)
            .plan(prices, new Measured().cost());
    assertThatThrownBy(() -> PlanFiles.of(plan, prices, new SecureRandom()))
        .hasMessageMatching("--emit: .* \\(expected: at most 5,000 of each\\)");
  }
}
