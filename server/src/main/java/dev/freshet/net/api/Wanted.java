package dev.freshet.net.api;

import dev.freshet.model.Position;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.net.http.Query;
import dev.freshet.net.http.Request;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client that subscribes asks for.
 *
 * @param names the channels, at least one, valid and all different
 * @param since where it stands in each of them; null elements where it does not say
 * @param json whether publications come as JSON objects
 */
record Wanted(List<String> names, List<@Nullable Position> since, boolean json) {
  /** What an event stream calls the position of a channel without history. */
  private static final String NO_POSITION = "-:0";

  /**
   * Reads a request.
   *
   * @throws Refused with {@link Problem#BAD_REQUEST}, {@link Problem#BAD_CHANNEL} or {@link
   *     Problem#BAD_POSITION}
   */
  static Wanted of(Request request) {
    List<String> names = names(request.query());
    SubscribeRoute.requireNames(names);
    String format = request.query().one("format");
    if (format != null && !format.equals("json") && !format.equals("raw")) {
      throw new Refused(Problem.BAD_REQUEST, "format must be raw or json");
    }
    return new Wanted(names, since(request, names.size()), "json".equals(format));
  }

  private static List<String> names(Query query) {
    return query.segments().size() == 2
        ? List.of(query.segments().get(1))
        : List.copyOf(query.all("channel"));
  }

  /**
   * A browser that reconnects sends {@code Last-Event-ID} to the URL it had, so the header wins
   * over the query.
   */
  private static List<@Nullable Position> since(Request request, int channels) {
    String text = request.header("Last-Event-ID");
    if (text == null || text.isEmpty()) {
      text = request.query().one("lastEventId");
    }
    if (text == null) {
      text = String.join(",", request.query().all("since"));
    }
    if (text.isEmpty()) {
      return Collections.nCopies(channels, null);
    }
    if (text.equals(Position.EARLIEST_TEXT)) {
      return Collections.nCopies(channels, Position.EARLIEST);
    }
    String[] parts = text.split(",", -1);
    if (parts.length != channels) {
      throw new Refused(
          Problem.BAD_POSITION, "since must have a position for each of the channels, in order");
    }
    var positions = new ArrayList<@Nullable Position>(channels);
    for (String part : parts) {
      positions.add(part.equals(NO_POSITION) ? null : position(part));
    }
    return positions;
  }

  private static Position position(String text) {
    Position position = Position.parse(text);
    if (position == null) {
      throw new Refused(Problem.BAD_POSITION, "a position is epoch:offset or earliest");
    }
    return position;
  }
}
