package dev.freshet.config;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The {@code FRESHET_*} variables, taken one by one; what is left at the end is known to nobody.
 * Not among them are those of the launcher and the command line, and those that Kubernetes sets in
 * every pod beside a service whose name starts with {@code freshet}.
 */
final class Environment {
  static final String PREFIX = "FRESHET_";

  /** Read by the launcher and the commands, and no settings of the server. */
  static final Set<String> RESERVED =
      Set.of(
          "FRESHET_CONFIG",
          "FRESHET_URL",
          "FRESHET_APP",
          "FRESHET_SECRET",
          "FRESHET_TOKEN",
          "FRESHET_NO_BUILD",
          "FRESHET_JAVA_OPTS",
          "FRESHET_AOT",
          "FRESHET_CACHE_DIR",
          "FRESHET_CI");

  // The form of kubernetes.io/docs/concepts/services-networking/service/#environment-variables.
  private static final Pattern SERVICE_NAME =
      Pattern.compile(".*_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_.*)?)");
  private static final Pattern SERVICE_VALUE = Pattern.compile("(tcp|udp|sctp)://.*");

  private final TreeMap<String, String> left = new TreeMap<>();

  Environment(Map<String, String> all) {
    all.forEach((name, value) -> {
      if (name.startsWith(PREFIX) && !RESERVED.contains(name) && !isService(name, value)) {
        left.put(name, value);
      }
    });
  }

  private static boolean isService(String name, String value) {
    return SERVICE_NAME.matcher(name).matches()
        || (name.endsWith("_PORT") && SERVICE_VALUE.matcher(value).matches());
  }

  Optional<String> take(String name) {
    return Optional.ofNullable(left.remove(name));
  }

  Optional<String> peek(String name) {
    return Optional.ofNullable(left.get(name));
  }

  boolean has(String name) {
    return left.containsKey(name);
  }

  SortedSet<String> left() {
    return new TreeSet<>(left.keySet());
  }
}
