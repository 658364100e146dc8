package dev.freshet.config.kind;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a Redis server is, as Redis clients write it. A password may be in it, which is not shown.
 *
 * @param schemes the schemes it may have, {@code redis} among them
 */
public record RedisUrl(List<String> schemes) implements Kind<String> {
  private static final Pattern FORM =
      Pattern.compile(
          "([a-z-]{1,20})://(?:([^@/]{0,500})@)?([^@\\s,]{1,1000}(?:,[^@\\s]{1,1000})?)");

  /** A server alone, plain or over TLS, or a master that a Sentinel knows. */
  public static final RedisUrl SERVER =
      new RedisUrl(List.of("redis", "rediss", "redis-sentinel", "rediss-sentinel"));

  /** A member of a cluster, plain or over TLS. */
  public static final RedisUrl SEED = new RedisUrl(List.of("redis", "rediss"));

  @Override
  public @Nullable String read(String text) {
    Matcher match = FORM.matcher(text);
    return match.matches() && schemes.contains(match.group(1)) ? text : null;
  }

  @Override
  public String expected() {
    return schemes.contains("redis-sentinel")
        ? "redis://user:password@host:6379/0, rediss:// for TLS, or redis-sentinel://host:26379#master"
        : "redis://user:password@host:6379, or rediss:// for TLS";
  }

  /** Not any comma: the Sentinels of one URL are separated by commas. */
  @Override
  public String separator() {
    return ",(?=[a-z-]{1,20}://)";
  }

  @Override
  public boolean standsAlone() {
    return true;
  }

  @Override
  public String name() {
    return "URL";
  }

  @Override
  public boolean isMasked() {
    return true;
  }

  @Override
  public String show(String value) {
    int at = value.lastIndexOf('@');
    return at < 0
        ? value
        : value.substring(0, value.indexOf("://") + 3) + MASK + value.substring(at);
  }
}
