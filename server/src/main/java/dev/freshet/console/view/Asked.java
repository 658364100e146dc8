package dev.freshet.console.view;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.net.http.Query;
import dev.freshet.session.Apps;
import dev.freshet.session.Publisher;
import dev.freshet.session.Tenant;
import org.jspecify.annotations.Nullable;

/** What the console's requests have in common. */
final class Asked {
  private Asked() {}

  /**
   * The app of {@code app=ID}; the only one where it is not said.
   *
   * @throws Refused with {@link Problem#APP_UNKNOWN} or {@link Problem#APP_REQUIRED}
   */
  static Tenant tenant(Apps apps, Query query) {
    return tenant(apps, query.one("app"));
  }

  /** As {@link #tenant(Apps, Query)}. */
  static Tenant tenant(Apps apps, @Nullable String id) {
    Tenant tenant = id == null ? apps.find(null) : apps.findById(id);
    if (tenant == null) {
      throw new Refused(Problem.APP_UNKNOWN, "no app has this id");
    }
    return tenant;
  }

  /**
   * The name of {@code channel=NAME}.
   *
   * @throws Refused with {@link Problem#BAD_CHANNEL}
   */
  static String channel(Query query) {
    return channel(query.one("channel"));
  }

  /** As {@link #channel(Query)}. */
  static String channel(@Nullable String name) {
    if (name == null || !ChannelName.isValid(name)) {
      throw Publisher.badChannel();
    }
    return name;
  }
}
