package dev.freshet.tools.doctor.capacity;

import dev.freshet.config.Config;
import dev.freshet.config.Setting;
import dev.freshet.config.Settings;

/**
 * What of a server's settings bears on how many connections a machine holds.
 *
 * @param backlog what it asks {@code listen} for
 * @param proxied whether a proxy stands in front of it
 * @param connections how many connections all apps may have together
 * @param historyBytes what history may take; 0 is its share of the heap
 * @param reserve descriptors that are kept for files, Redis and diagnostics
 */
public record ServerSettings(
    int port,
    int backlog,
    boolean tls,
    boolean proxied,
    long connections,
    long historyBytes,
    long reserve) {
  /** Those of a configuration. */
  public static ServerSettings of(Config config) {
    Settings settings = config.settings();
    return new ServerSettings(
        settings.number(Setting.SERVER_PORT),
        settings.number(Setting.SERVER_BACKLOG),
        settings.path(Setting.SERVER_TLS_CERTIFICATE).isPresent(),
        !settings.list(Setting.SERVER_TRUSTED_PROXIES).isEmpty(),
        config.apps().stream().mapToLong(app -> app.limits().connections()).sum(),
        settings.bytes(Setting.HISTORY_MAX_BYTES),
        settings.number(Setting.SERVER_DESCRIPTOR_RESERVE));
  }
}
