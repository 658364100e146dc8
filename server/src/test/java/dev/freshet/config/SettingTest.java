package dev.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.kind.HashedPassword;
import dev.freshet.config.kind.Kind;
import dev.freshet.config.kind.RedisUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SettingTest {
  private static final String APP = "\napps: [{id: a, key: k, secret: s}]\n";

  private static final Set<Setting> OIDC_URLS =
      Set.of(Setting.CONSOLE_OIDC_ISSUER, Setting.CONSOLE_OIDC_REDIRECT);

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(Setting.class)
  void everyRowIsWellFormed(Setting setting) {
    assertThat(setting.key()).matches("[a-z]+(\\.[a-z]+(-[a-z]+)*)+");
    assertThat(setting.variable()).matches("FRESHET(_[A-Z]+)+");
    assertThat(setting.sentence()).matches("(?s)[A-Z].*\\.");
    assertThat(Setting.of(setting.key())).contains(setting);
    assertThat(Environment.RESERVED).doesNotContain(setting.variable());
    // The constant is the key, so that code and configuration are searched with one word.
    assertThat(setting.variable()).isEqualTo("FRESHET_" + setting.name());
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void everyDefaultIsValidAndReadsBackFromWhatIsShown(Setting setting) {
    Config config = Config.load(Optional.empty(), Map.of(), Map.of());
    assertThat(config.settings().source(setting)).isEqualTo(Source.STANDARD);
    String shown = config.settings().shown(setting);
    assertThat(setting.kind().read(shown)).isEqualTo(setting.kind().read(setting.standard()));
  }

  @Test
  void noTwoSettingsShareAVariable() {
    var variables = new HashSet<String>();
    for (Setting setting : Setting.values()) {
      assertThat(variables.add(setting.variable())).as(setting.variable()).isTrue();
    }
  }

  @Test
  void noSettingIsTheSectionOfAnother() {
    for (Setting one : Setting.values()) {
      for (Setting other : Setting.values()) {
        assertThat(other.key()).doesNotStartWith(one.key() + ".");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void everySettingIsTakenFromTheFile(Setting setting) throws IOException {
    Settings settings = load(yaml(setting, other(setting)), Map.of(), Map.of());
    assertOther(settings, setting, "freshet.yaml:" + setting.key().split("\\.", -1).length);
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void everySettingIsTakenFromTheEnvironment(Setting setting) throws IOException {
    Settings settings = load("", Map.of(setting.variable(), other(setting)), Map.of());
    assertOther(settings, setting, setting.variable());
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void everySettingIsTakenFromAFlag(Setting setting) throws IOException {
    Settings settings = load("", Map.of(), Map.of(setting.key(), other(setting)));
    assertOther(settings, setting, "flag");
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void aFlagWinsOverAVariableAndAVariableOverTheFile(Setting setting) throws IOException {
    String standard = setting.standard();
    String file = yaml(setting, "'" + standard + "'");
    Settings both = load(file, Map.of(setting.variable(), other(setting)), Map.of());
    assertOther(both, setting, setting.variable());
    Settings all =
        load(file, Map.of(setting.variable(), standard), Map.of(setting.key(), other(setting)));
    assertOther(all, setting, "flag");
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void aWrongValueIsToldWithWhatIsExpected(Setting setting) {
    String wrong = setting.kind() instanceof Kind.FilePath ? "nowhere/file.pem" : "\u0000";
    assertThatThrownBy(() -> load("", Map.of(), Map.of(setting.key(), wrong)))
        .isInstanceOf(ConfigFaults.class)
        .hasMessageMatching("(?s)" + setting.key() + ": .* \\(expected: .+\\).*");
  }

  private void assertOther(Settings settings, Setting setting, String source) {
    boolean hidden = setting.kind() instanceof Kind.Masked;
    String shown = hidden ? Kind.MASK : other(setting);
    assertThat(settings.shown(setting)).endsWith(shown);
    assertThat(settings.shown(setting)).isNotEqualTo(setting.standard());
    assertThat(settings.source(setting)).hasToString(source);
  }

  /** A valid value that is not the default, in its most readable form. */
  private String other(Setting setting) {
    if (setting == Setting.SERVER_HOST) {
      return "127.0.0.2";
    }
    if (setting == Setting.HTTP_BODY_MAX) {
      return "2MiB";
    }
    if (setting == Setting.STOP_TIMEOUT) {
      return "1h";
    }
    if (setting == Setting.SERVER_TRUSTED_PROXIES) {
      return "10.0.0.0/8";
    }
    return switch (setting.kind()) {
      case Kind.Whole whole -> Integer.toString(whole.min() + (same(whole, setting) ? 1 : 0));
      case Kind.Bytes bytes -> bytes.show(bytes.min() == 0 ? 1024L : bytes.min());
      case Kind.Span span -> span.show(span.min());
      case Kind.Flag _ -> setting.standard().equals("true") ? "false" : "true";
      case Kind.OneOf choice ->
          choice.words().getLast().equals("info") ? "warn" : choice.words().getLast();
      case Kind.FilePath _ -> file(setting.key() + ".pem").toString();
      case Kind.Items items when items.item() instanceof RedisUrl -> "redis://127.0.0.1:6379";
      case Kind.Items items ->
          items.item().equals(AppField.Forms.ORIGIN) ? "https://a.example" : "a.example";
      case Kind.Text _ when setting == Setting.PUSHER_PATH -> "/pusher";
      case Kind.Text _ when OIDC_URLS.contains(setting) -> "https://a.example";
      case HashedPassword _ -> "pbkdf2-sha256$600000$" + "A".repeat(22) + "$" + "A".repeat(43);
      case Kind.Address _ -> "https://a.example";
      case Kind.Hidden hidden -> "x".repeat(hidden.max());
      default -> "other";
    };
  }

  private static boolean same(Kind.Whole whole, Setting setting) {
    return setting.standard().equals(Integer.toString(whole.min()));
  }

  private Path file(String name) {
    try {
      return Files.writeString(directory.resolve(name), "text");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String yaml(Setting setting, String value) {
    String text =
        setting.kind() instanceof Kind.Items && !value.equals("''") ? "[" + value + "]" : value;
    var yaml = new StringBuilder();
    String[] parts = setting.key().split("\\.", -1);
    for (int i = 0; i < parts.length; i++) {
      yaml.append("\n".repeat(i == 0 ? 0 : 1)).append("  ".repeat(i)).append(parts[i]).append(":");
    }
    return yaml.append(" ").append(text).toString();
  }

  private Settings load(String yaml, Map<String, String> variables, Map<String, String> flags)
      throws IOException {
    // Certificate and key are only valid together, and v2 with the proxies it comes from.
    var allFlags = new HashMap<>(flags);
    for (Setting tls : new Setting[] {Setting.SERVER_TLS_CERTIFICATE, Setting.SERVER_TLS_KEY}) {
      String rest = yaml + variables + flags;
      String key = tls.key().substring(tls.key().lastIndexOf('.') + 1);
      if (rest.contains(".pem") && !rest.contains(key + ":") && !rest.contains(tls.variable())) {
        allFlags.putIfAbsent(tls.key(), file("pair.pem").toString());
      }
    }
    if ((yaml + variables + flags).contains("v2")) {
      allFlags.put(Setting.SERVER_TRUSTED_PROXIES.key(), "127.0.0.1");
    }
    Path file = Files.writeString(directory.resolve("freshet.yaml"), yaml + APP);
    return Config.load(Optional.of(file), variables, allFlags).settings();
  }
}
