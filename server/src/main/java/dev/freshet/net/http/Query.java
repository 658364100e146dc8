package dev.freshet.net.http;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request's target (RFC 9112 section 3.2): its path in decoded segments and its parameters. The
 * query is split at {@code &} only, and a percent sign or a byte that is not UTF-8 is refused
 * rather than guessed at, so that two readers never see two targets.
 */
public final class Query {
  private static final int MAX_PARAMETERS = 1_024;

  private final String target;
  private final List<String> segments;
  private final Map<String, List<String>> parameters;

  private Query(String target, List<String> segments, Map<String, List<String>> parameters) {
    this.target = target;
    this.segments = segments;
    this.parameters = Collections.unmodifiableMap(parameters);
  }

  /**
   * Reads a target in origin form.
   *
   * @throws Refused with {@link Problem#BAD_REQUEST}
   */
  public static Query parse(String target) {
    if (!target.startsWith("/")) {
      throw bad("the request target must be a path");
    }
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    requireDecodable(target);
    if (mark >= 0 && target.chars().filter(c -> c == '&').count() >= MAX_PARAMETERS) {
      throw bad("the query has more than %d parameters".formatted(MAX_PARAMETERS));
    }
    try {
      var segments = new ArrayList<String>();
      for (String segment : path.substring(1).split("/", -1)) {
        segments.add(QueryStringDecoder.decodeComponent(segment.replace("+", "%2B")));
      }
      var parameters =
          mark < 0
              ? Map.<String, List<String>>of()
              : new QueryStringDecoder(
                      target.substring(mark + 1),
                      StandardCharsets.UTF_8,
                      false,
                      MAX_PARAMETERS,
                      true)
                  .parameters();
      return new Query(target, List.copyOf(segments), parameters);
    } catch (IllegalArgumentException e) {
      throw bad("the request target has a broken percent-encoding");
    }
  }

  /** As it stands in the request line. */
  public String target() {
    return target;
  }

  /** The path's segments, decoded; {@code /} is one empty segment. */
  public List<String> segments() {
    return segments;
  }

  /** The values of all parameters by name, decoded; not to be changed. */
  public Map<String, List<String>> parameters() {
    return parameters;
  }

  /** All values of a parameter, decoded, in order. */
  public List<String> all(String name) {
    return parameters.getOrDefault(name, List.of());
  }

  /**
   * The value of a parameter, or null.
   *
   * @throws Refused with {@link Problem#BAD_REQUEST} when it is there more than once
   */
  public @Nullable String one(String name) {
    List<String> values = all(name);
    if (values.size() > 1) {
      throw bad(name + " may be given once");
    }
    return values.isEmpty() ? null : values.get(0);
  }

  /**
   * A whole number.
   *
   * @throws Refused with {@link Problem#BAD_REQUEST} when it is something else or out of range
   */
  public int number(String name, int min, int max, int absent) {
    return Math.toIntExact(number(name, (long) min, (long) max, (long) absent));
  }

  /** As {@link #number(String, int, int, int)}. */
  public long number(String name, long min, long max, long absent) {
    String value = one(name);
    if (value == null) {
      return absent;
    }
    try {
      long number = Long.parseLong(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // falls through to the one answer
    }
    throw bad("%s must be a number from %d to %d".formatted(name, min, max));
  }

  /**
   * A switch: {@code true}, {@code false}, or the name alone.
   *
   * @throws Refused with {@link Problem#BAD_REQUEST} when it is something else
   */
  public boolean flag(String name) {
    String value = one(name);
    if (value == null || value.equals("false")) {
      return false;
    }
    if (value.isEmpty() || value.equals("true")) {
      return true;
    }
    throw bad(name + " must be true or false");
  }

  private static Refused bad(String detail) {
    return new Refused(Problem.BAD_REQUEST, detail);
  }

  /** Netty's decoder replaces bytes that are not UTF-8; a name must not change on its way. */
  private static void requireDecodable(String target) {
    var bytes = new byte[target.length()];
    int count = 0;
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c > 0x7f) {
        throw bad("characters beyond ASCII must be percent-encoded");
      }
      if (c == '#') {
        throw bad("a fragment is not sent to a server");
      }
      if (c == '%') {
        if (i + 2 >= target.length()) {
          throw bad("the request target has a broken percent-encoding");
        }
        int high = Character.digit(target.charAt(i + 1), 16);
        int low = Character.digit(target.charAt(i + 2), 16);
        if (high < 0 || low < 0) {
          throw bad("the request target has a broken percent-encoding");
        }
        bytes[count++] = (byte) (high << 4 | low);
        i += 2;
      } else {
        bytes[count++] = (byte) c;
      }
    }
    try {
      var _ = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, count));
    } catch (CharacterCodingException e) {
      throw bad("the request target is not UTF-8");
    }
  }
}
