package dev.freshet.config.kind;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The PEM text (RFC 7468 section 13) of a public key that can verify tokens. */
public record Pem() implements Kind<String> {
  private static final int MAX = 16_384;
  private static final Pattern FORM =
      Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");

  @Override
  public @Nullable String read(String text) {
    Matcher match = FORM.matcher(text);
    if (text.length() > MAX || !match.matches()) {
      return null;
    }
    byte[] der;
    try {
      der = Base64.getMimeDecoder().decode(match.group(1));
    } catch (IllegalArgumentException e) {
      return null;
    }
    return ALGORITHMS.stream().anyMatch(algorithm -> isKey(algorithm, der)) ? text : null;
  }

  private static boolean isKey(String algorithm, byte[] der) {
    try {
      KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der));
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  @Override
  public String expected() {
    return "the PEM text of an RSA, EC or Ed25519 public key";
  }

  @Override
  public String name() {
    return "key";
  }
}
