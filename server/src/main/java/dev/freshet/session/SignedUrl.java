package dev.freshet.session;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.model.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A URL that lets whoever holds it hear the channels it names until it expires.
 *
 * <p>{@code signature} is base64url without padding of HMAC-SHA256, under the app's secret, of the
 * <b>canonical target</b>, in UTF-8:
 *
 * <ol>
 *   <li>the path as sent, percent-encoding untouched, then {@code ?};
 *   <li>the query's parameters as sent, without {@code signature}, {@code since} and {@code
 *       lastEventId} (those a client adds when it resumes), sorted by name, then by value, in code
 *       unit order, joined with {@code &}.
 * </ol>
 *
 * For example {@code /channels/chat?expires=1767225600}. {@code expires}, in seconds since 1970, is
 * required. Scheme, host and method are not signed, so one signature serves SSE, WebSocket and any
 * name of the server. It cannot be mistaken for anything else signed with the secret: a token's
 * signed text begins with base64url, this one with a slash.
 */
public final class SignedUrl {
  /** The query parameters that are not signed. */
  public static final Set<String> UNSIGNED = Set.of("signature", "since", "lastEventId");

  private static final int MAX_LENGTH = 8 * 1024;
  private static final int SIGNATURE_LENGTH = 43;
  private static final Pattern EXPIRES = Pattern.compile("[0-9]{1,11}");

  /** What every client sends as written; anything else might reach the server in another form. */
  private static final Pattern STABLE_PATH = Pattern.compile("/[A-Za-z0-9._~%/:@!$&()*+,=-]*");

  private static final Pattern STABLE_QUERY = Pattern.compile("[A-Za-z0-9._~%/:@!$&()*+,=?-]*");
  private static final Pattern DOT_SEGMENT =
      Pattern.compile("/(\\.|%2e){1,2}(/|$)", Pattern.CASE_INSENSITIVE);

  private static final Comparator<Parameter> ORDER =
      Comparator.comparing(Parameter::name).thenComparing(Parameter::value);

  private final String canonical;
  private final Instant expires;
  private final String signature;
  private final List<String> channels;

  private SignedUrl(String canonical, Instant expires, String signature, List<String> channels) {
    this.canonical = canonical;
    this.expires = expires;
    this.signature = signature;
    this.channels = List.copyOf(channels);
  }

  /**
   * Reads a request's target.
   *
   * @param target path and query as they stand in the request line
   * @param channels the channel names the server reads from that target, decoded
   * @return null when the target has no {@code signature}
   * @throws Refused with {@code TOKEN_INVALID} when it has one and is malformed
   */
  public static @Nullable SignedUrl read(String target, List<String> channels) {
    int mark = target.indexOf('?');
    if (mark < 0) {
      return null;
    }
    List<Parameter> parameters = parameters(target.substring(mark + 1));
    if (parameters.stream().noneMatch(parameter -> parameter.name().equals("signature"))) {
      return null;
    }
    // Some readers of queries take a semicolon for an ampersand: within an unsigned parameter it
    // would let anybody add a signed one.
    if (target.indexOf(';', mark) >= 0 || target.length() > MAX_LENGTH) {
      throw invalid(
          "signed URL: too long or with a semicolon (expected: %3B, at most 8192 characters)");
    }
    String signature = single(parameters, "signature");
    String expires = single(parameters, "expires");
    if (signature.length() != SIGNATURE_LENGTH || !EXPIRES.matcher(expires).matches()) {
      throw invalid(
          "signed URL: malformed (expected: expires in seconds since 1970,"
              + " signature of 43 characters of base64url)");
    }
    Instant end = Instant.ofEpochSecond(Long.parseLong(expires));
    return new SignedUrl(
        canonical(target.substring(0, mark), parameters), end, signature, channels);
  }

  /**
   * Signs a URL.
   *
   * @param url absolute or only path and query; not yet signed, percent-encoded as a browser would
   * @return the URL with {@code expires} and {@code signature}
   * @throws IllegalArgumentException when it has a fragment, is signed already, or has characters
   *     that clients may send in another form
   */
  public static String sign(Secret secret, URI url, Instant expires) {
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    String query = url.getRawQuery() == null ? "" : url.getRawQuery();
    requireStable(url, path, query);
    String dated = (query.isEmpty() ? "" : query + "&") + "expires=" + expires.getEpochSecond();
    String signature = encode(mac(secret, canonical(path, parameters(dated))));
    String origin = url.getScheme() == null ? "" : url.getScheme() + "://" + url.getRawAuthority();
    return origin + path + "?" + dated + "&signature=" + signature;
  }

  /** Whether the app's secret made the signature; takes the same time wherever they differ. */
  public boolean isSignedWith(Secret secret) {
    return MessageDigest.isEqual(
        encode(mac(secret, canonical)).getBytes(StandardCharsets.US_ASCII),
        signature.getBytes(StandardCharsets.UTF_8));
  }

  /** When it stops being valid, without leeway. */
  public Instant expires() {
    return expires;
  }

  /** The channels it names. */
  public List<String> channels() {
    return channels;
  }

  /** Never the URL: whoever has it can use it. */
  @Override
  public String toString() {
    return "SignedUrl[***]";
  }

  private static void requireStable(URI url, String path, String query) {
    boolean stable =
        !url.isOpaque()
            && (url.getScheme() == null) == (url.getRawAuthority() == null)
            && url.getRawFragment() == null
            && STABLE_PATH.matcher(path).matches()
            && STABLE_QUERY.matcher(query).matches()
            && !DOT_SEGMENT.matcher(path).find();
    if (!stable) {
      throw new IllegalArgumentException(
          "url: %s (expected: characters beyond A-Z a-z 0-9 - . _ ~ percent-encoded,".formatted(url)
              + " no . or .. in the path, no fragment)");
    }
    for (Parameter parameter : parameters(query)) {
      if (parameter.name().equals("expires") || UNSIGNED.contains(parameter.name())) {
        throw new IllegalArgumentException(
            "url: with %s (expected: added by signing or by the client, not before)"
                .formatted(parameter.name()));
      }
    }
  }

  private static String canonical(String path, List<Parameter> parameters) {
    List<String> signed =
        parameters.stream()
            .filter(parameter -> !UNSIGNED.contains(parameter.name()))
            .sorted(ORDER)
            .map(Parameter::text)
            .toList();
    return path + "?" + String.join("&", signed);
  }

  private static List<Parameter> parameters(String query) {
    List<Parameter> parameters = new ArrayList<>();
    for (int start = 0; start <= query.length(); ) {
      int end = query.indexOf('&', start);
      String text = query.substring(start, end < 0 ? query.length() : end);
      if (!text.isEmpty()) {
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        parameters.add(new Parameter(name, equals < 0 ? "" : text.substring(equals + 1), text));
      }
      start = end < 0 ? query.length() + 1 : end + 1;
    }
    return parameters;
  }

  private static String single(List<Parameter> parameters, String name) {
    List<Parameter> found =
        parameters.stream().filter(parameter -> parameter.name().equals(name)).toList();
    if (found.size() != 1) {
      throw invalid("signed URL: %d times %s (expected: once)".formatted(found.size(), name));
    }
    return found.getFirst().value();
  }

  private static byte[] mac(Secret secret, String canonical) {
    return secret.hmacSha256(canonical.getBytes(StandardCharsets.UTF_8));
  }

  private static String encode(byte[] mac) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
  }

  private static Refused invalid(String detail) {
    return new Refused(Problem.TOKEN_INVALID, detail);
  }

  /** A query parameter as sent: {@code text} is {@code name} or {@code name=value}. */
  private record Parameter(String name, String value, String text) {}
}
