package dev.freshet.session;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.model.app.App;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The apps of this server. Read from any thread; replaced by one thread at a time. */
public final class Apps {

  /** Never changed once it is seen. */
  private record Table(Map<String, Tenant> byId, Map<String, Tenant> byKey) {}

  private final ToIntFunction<String> elsewhere;
  private volatile Table table = new Table(Map.of(), Map.of());

  /** With these apps, on a node that stands alone; ids and keys are unique. */
  public Apps(List<App> apps) {
    this(apps, app -> 0);
  }

  /**
   * The same, on one node of several.
   *
   * @param elsewhere how many connections the other nodes told last that an app has there, by the
   *     app's id; asked whenever a connection comes of an app that has a bound over all nodes, on
   *     its loop, so it answers at once
   */
  public Apps(List<App> apps, ToIntFunction<String> elsewhere) {
    this.elsewhere = elsewhere;
    replace(apps);
  }

  /**
   * The app that a request means.
   *
   * @param key what the request says, or null; then the only app is meant
   * @throws Refused with {@link Problem#APP_REQUIRED} or {@link Problem#APP_UNKNOWN}
   */
  public Tenant find(@Nullable String key) {
    Table now = table;
    if (key == null) {
      if (now.byKey.size() == 1) {
        return now.byKey.values().iterator().next();
      }
      throw new Refused(Problem.APP_REQUIRED, "this server has several apps");
    }
    Tenant tenant = now.byKey.get(key);
    if (tenant == null) {
      throw new Refused(Problem.APP_UNKNOWN, "no app has this key");
    }
    return tenant;
  }

  /** The app of this id, or null. */
  public @Nullable Tenant findById(String id) {
    return table.byId.get(id);
  }

  /** The app of this key, or null. */
  public @Nullable Tenant findByKey(String key) {
    return table.byKey.get(key);
  }

  /** All of them, in no particular order. */
  public Collection<Tenant> all() {
    return table.byId.values();
  }

  /**
   * Takes new settings. Connections of an app that stays are kept and follow its new rules; those
   * of an app that is gone stay until they end, but nothing more is published to it.
   */
  public synchronized void replace(List<App> apps) {
    var before = table.byId;
    var byId = new HashMap<String, Tenant>();
    var byKey = new HashMap<String, Tenant>();
    for (App app : apps) {
      Tenant tenant = before.get(app.id());
      if (tenant == null) {
        tenant = new Tenant(app, elsewhere);
      } else {
        tenant.replace(app);
      }
      byId.put(app.id(), tenant);
      byKey.put(app.key(), tenant);
    }
    before.forEach((id, tenant) -> {
      if (!byId.containsKey(id)) {
        tenant.replace(null);
      }
    });
    table = new Table(Map.copyOf(byId), Map.copyOf(byKey));
  }
}
