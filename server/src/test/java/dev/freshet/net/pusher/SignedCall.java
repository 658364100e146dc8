package dev.freshet.net.pusher;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A request as a backend signs it, written from the specification and from nothing of the product,
 * and what may be wrong with it.
 */
public final class SignedCall {
  public static final String KEY = "278d425bdf160c739803";
  public static final String SECRET = "7ad3773142a6692b25b8";

  private final String method;
  private final String path;
  private final byte[] body;
  private final Map<String, String> signed = new TreeMap<>();
  private final Map<String, String> changed = new TreeMap<>();
  private String secret = SECRET;
  private String signedPath;
  private String behind = "";

  private SignedCall(String method, String path, byte[] body) {
    this.method = method;
    this.path = path;
    this.signedPath = path;
    this.body = body;
    signed.put("auth_key", KEY);
    signed.put("auth_version", "1.0");
    signed.put("auth_timestamp", Long.toString(System.currentTimeMillis() / 1_000));
    if (body.length > 0) {
      signed.put("body_md5", md5(body));
    }
  }

  static SignedCall post(String path, String body) {
    return new SignedCall("POST", path, body.getBytes(StandardCharsets.UTF_8));
  }

  public static SignedCall get(String path) {
    return new SignedCall("GET", path, new byte[0]);
  }

  static SignedCall of(String method, String path) {
    return new SignedCall(method, path, new byte[0]);
  }

  /** A parameter that is signed. */
  public SignedCall with(String name, String value) {
    signed.put(name, value);
    return this;
  }

  /** Neither signed nor sent. */
  SignedCall without(String name) {
    signed.remove(name);
    return this;
  }

  SignedCall secret(String other) {
    secret = other;
    return this;
  }

  /** This many seconds before now. */
  SignedCall aged(long seconds) {
    return with("auth_timestamp", Long.toString(System.currentTimeMillis() / 1_000 - seconds));
  }

  /** Signs another path than it sends. */
  SignedCall signing(String other) {
    signedPath = other;
    return this;
  }

  /** A parameter that is changed after it was signed. */
  SignedCall tampered(String name, String value) {
    changed.put(name, value);
    return this;
  }

  /** What the query ends with, unsigned. */
  SignedCall behind(String text) {
    behind = text;
    return this;
  }

  /** The path and the query. */
  String target() {
    var sent = new TreeMap<>(signed);
    sent.put("auth_signature", hmac(secret, text()));
    sent.putAll(changed);
    return path
        + "?"
        + sent.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"))
        + behind;
  }

  private String text() {
    return method
        + "\n"
        + signedPath
        + "\n"
        + signed.entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining("&"));
  }

  public HttpRequest.Builder request(String base) {
    return request(base, body);
  }

  /** With another body than the signed one. */
  HttpRequest.Builder request(String base, byte[] other) {
    return HttpRequest.newBuilder(URI.create(base + target()))
        .method(
            method, other.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(other))
        .header("Content-Type", "application/json");
  }

  static String hmac(String secret, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static String md5(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(body));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
