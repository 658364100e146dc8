package dev.freshet.net.pusher;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.model.app.App;
import dev.freshet.net.http.Exchange;
import dev.freshet.net.http.Query;
import dev.freshet.net.http.Request;
import dev.freshet.session.Apps;
import dev.freshet.session.Tenant;
import dev.freshet.wire.pusher.PusherSignature;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.List;

/**
 * Finds out whether a request comes from the backend of the app its path names (Pusher's "HTTP API
 * reference", Authentication). From any thread.
 */
final class SignatureCheck {
  /**
   * How far the clock of a backend may be from ours, either way; and so how long a replay lasts.
   */
  static final long WINDOW_SECONDS = 600;

  private static final String VERSION = "1.0";

  /** What every Unix time of this age has at most. */
  private static final int TIMESTAMP_LENGTH = 18;

  private final Apps apps;
  private final InstantSource clock;
  private final int prefixSegments;

  /**
   * A check of requests to these apps.
   *
   * @param prefixSegments how many segments stand before the path that is signed
   */
  SignatureCheck(Apps apps, InstantSource clock, int prefixSegments) {
    this.apps = apps;
    this.clock = clock;
    this.prefixSegments = prefixSegments;
  }

  /**
   * The app whose backend made the request.
   *
   * @throws Refused with a text that helps to find the fault and tells nothing of the secret
   */
  Tenant check(Exchange exchange) {
    Tenant tenant = apps.findById(exchange.name(0));
    if (tenant == null) {
      throw new Refused(Problem.APP_UNKNOWN, "There is no app with this id");
    }
    App app = tenant.app();
    if (!app.clients().enabled()) {
      throw new Refused(Problem.FORBIDDEN, "The Pusher protocol is off for this app");
    }
    Request request = exchange.request();
    Query query = request.query();
    checkKey(required(query, "auth_key"), app);
    checkVersion(required(query, "auth_version"));
    checkTime(required(query, "auth_timestamp"));
    checkBody(query, request.body());
    checkSignature(required(query, PusherSignature.PARAMETER), request, app);
    return tenant;
  }

  private static void checkKey(String key, App app) {
    if (!key.equals(app.key())) {
      throw new Refused(Problem.UNAUTHORIZED, "auth_key is not the key of this app");
    }
  }

  private static void checkVersion(String version) {
    if (!version.equals(VERSION)) {
      throw new Refused(Problem.UNAUTHORIZED, "auth_version must be " + VERSION);
    }
  }

  private void checkTime(String timestamp) {
    if (timestamp.length() > TIMESTAMP_LENGTH
        || !timestamp.chars().allMatch(c -> c >= '0' && c <= '9')
        || timestamp.isEmpty()) {
      throw new Refused(Problem.UNAUTHORIZED, "auth_timestamp must be a Unix time in seconds");
    }
    long now = clock.instant().getEpochSecond();
    if (Math.abs(now - Long.parseLong(timestamp)) > WINDOW_SECONDS) {
      throw new Refused(
          Problem.TOKEN_EXPIRED,
          "Timestamp expired: the given timestamp (%s) is not within %ds of the server time (%d)"
              .formatted(timestamp, WINDOW_SECONDS, now));
    }
  }

  private static void checkBody(Query query, byte[] body) {
    String given = query.one("body_md5");
    if (given == null) {
      if (body.length > 0) {
        throw missing("body_md5");
      }
      return;
    }
    byte[] expected = PusherSignature.bodyMd5(body).getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.UTF_8))) {
      throw new Refused(
          Problem.TOKEN_INVALID, "body_md5 is not the MD5 of the body that was received");
    }
  }

  /** Some libraries sign the path as they send it, and some before they encode it. */
  private void checkSignature(String signature, Request request, App app) {
    String sent = text(request, sentPath(request.query()));
    if (!PusherSignature.matches(app.secret(), sent, signature)) {
      String decoded = text(request, decodedPath(request.query()));
      if (decoded.equals(sent) || !PusherSignature.matches(app.secret(), decoded, signature)) {
        throw new Refused(
            Problem.TOKEN_INVALID,
            "Invalid signature: expected the hexadecimal HMAC-SHA256, by the app's secret, of \""
                + sent.replace("\n", "\\n")
                + "\"");
      }
    }
  }

  private static String text(Request request, String path) {
    return PusherSignature.requestText(request.method().name(), path, request.query().parameters());
  }

  private String sentPath(Query query) {
    String target = query.target();
    int mark = target.indexOf('?');
    int start = 0;
    for (int i = 0; i < prefixSegments; i++) {
      start = target.indexOf('/', start + 1);
    }
    return target.substring(start, mark < 0 ? target.length() : mark);
  }

  private String decodedPath(Query query) {
    List<String> segments = query.segments();
    return "/" + String.join("/", segments.subList(prefixSegments, segments.size()));
  }

  private static String required(Query query, String name) {
    String value = query.one(name);
    if (value == null) {
      throw missing(name);
    }
    return value;
  }

  private static Refused missing(String parameter) {
    return new Refused(Problem.UNAUTHORIZED, "The parameter " + parameter + " is missing");
  }
}
