package dev.freshet;

import dev.freshet.config.Config;
import dev.freshet.config.Setting;
import dev.freshet.config.Settings;
import dev.freshet.console.Console;
import dev.freshet.console.access.AccessSettings;
import dev.freshet.console.access.OidcSettings;
import dev.freshet.console.access.Sessions;
import dev.freshet.console.view.OverviewRoutes;
import dev.freshet.console.view.Views;
import dev.freshet.model.PasswordHash;
import dev.freshet.model.Secret;
import dev.freshet.net.admission.AdmissionReport;
import dev.freshet.net.http.Resource;
import dev.freshet.session.token.HttpJwksSource;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the console is told of the settings. */
final class ConsoleParts {
  private static final int TOKEN_BYTES = 24;

  private ConsoleParts() {}

  /** A token to enter with in development mode; null elsewhere, and where there is no console. */
  static @Nullable String token(Config config) {
    if (!config.development() || !config.settings().flag(Setting.CONSOLE_ENABLED)) {
      return null;
    }
    var bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * What else there is to know of the node.
   *
   * @param version of the build
   * @param tls whether sockets speak TLS
   */
  record Facts(InstantSource clock, String version, boolean tls) {}

  /** The console; null where nobody may enter it. */
  static @Nullable Console console(
      Config config,
      @Nullable String token,
      Views.Parts parts,
      Supplier<AdmissionReport> admission,
      Facts facts) {
    var access = access(config, token, facts.tls());
    var told = new OverviewRoutes.Facts(config.development(), facts.version());
    return access == null ? null : new Console(access, parts, admission, told);
  }

  /** Its resources; in development mode it is said how there would be some. */
  static Map<String, Resource> resources(Config config, @Nullable Console console) {
    if (console != null) {
      return console.resources();
    }
    return config.development() ? Console.absent() : Map.of();
  }

  /**
   * How the console is entered; null where there is none.
   *
   * @throws IllegalArgumentException naming the setting that cannot be used
   */
  private static @Nullable AccessSettings access(
      Config config, @Nullable String token, boolean tls) {
    Settings settings = config.settings();
    var access =
        new AccessSettings(
            token == null ? null : Secret.of(token),
            password(settings),
            oidc(settings),
            new Sessions.Bounds(
                settings.duration(Setting.CONSOLE_SESSION_IDLE),
                settings.duration(Setting.CONSOLE_SESSION_MAX),
                settings.number(Setting.CONSOLE_SESSIONS_MAX)),
            settings.number(Setting.CONSOLE_LOGINS_PER_MINUTE),
            settings.number(Setting.CONSOLE_AUDIT_SIZE),
            tls);
    return settings.flag(Setting.CONSOLE_ENABLED) && !access.ways().isEmpty() ? access : null;
  }

  private static @Nullable PasswordHash password(Settings settings) {
    String text = settings.text(Setting.CONSOLE_PASSWORD_HASH);
    return text.isEmpty() ? null : PasswordHash.read(text);
  }

  private static @Nullable OidcSettings oidc(Settings settings) {
    String issuer = settings.text(Setting.CONSOLE_OIDC_ISSUER);
    if (issuer.isEmpty()) {
      return null;
    }
    String clientId = settings.text(Setting.CONSOLE_OIDC_CLIENT_ID);
    if (clientId.isEmpty()) {
      throw new IllegalArgumentException(
          "console.oidc.client-id:  (expected: what the console is called at the issuer)");
    }
    URI uri = uri(Setting.CONSOLE_OIDC_ISSUER, issuer);
    try {
      HttpJwksSource.requireSafe(uri);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "console.oidc.issuer: %s (expected: an https URL, or http on loopback)".formatted(issuer),
          e);
    }
    String secret = settings.text(Setting.CONSOLE_OIDC_CLIENT_SECRET);
    String redirect = settings.text(Setting.CONSOLE_OIDC_REDIRECT);
    return new OidcSettings(
        uri,
        clientId,
        secret.isEmpty() ? null : Secret.of(secret),
        settings.list(Setting.CONSOLE_OIDC_USERS).stream()
            .map(user -> user.contains("@") ? user.toLowerCase(Locale.ROOT) : user)
            .collect(Collectors.toSet()),
        redirect.isEmpty() ? null : uri(Setting.CONSOLE_OIDC_REDIRECT, redirect));
  }

  private static URI uri(Setting setting, String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s: %s (expected: a URL)".formatted(setting.key(), text), e);
    }
  }
}
