package dev.freshet.session.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.freshet.session.Fixtures;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Keys made once a run, and tokens made by hand or with the library, not with our own maker. */
final class Keys {
  static final KeyPair RSA = rsa(2048);
  static final KeyPair EC = ec("secp256r1");
  static final KeyPair ED = pair("Ed25519");

  private Keys() {}

  static KeyPair rsa(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static KeyPair ec(String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static KeyPair pair(String algorithm) {
    try {
      return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String pem(Key key) {
    String label = key instanceof PrivateKey ? "PRIVATE KEY" : "PUBLIC KEY";
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(label, body, label);
  }

  /** Claims that are taken: one grant, valid for a minute. */
  static JWTClaimsSet.Builder claims(Instant now) {
    return new JWTClaimsSet.Builder()
        .subject("ann")
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plus(Duration.ofMinutes(1))))
        .claim("subscribe", List.of("chat:*"));
  }

  static String hs256(JWTClaimsSet claims) {
    return signed(new JWSHeader(JWSAlgorithm.HS256), claims, Fixtures.SECRET);
  }

  /** Signs with the library. */
  static String signed(JWSHeader header, JWTClaimsSet claims, Object key) {
    try {
      JWSSigner signer =
          switch (key) {
            case String secret -> new MACSigner(secret);
            case KeyPair pair when pair.getPrivate() instanceof ECPrivateKey ec ->
                new ECDSASigner(ec);
            case KeyPair pair -> new RSASSASigner(pair.getPrivate());
            default -> throw new IllegalArgumentException("key");
          };
      SignedJWT jwt = new SignedJWT(header, claims);
      jwt.sign(signer);
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Signs any header with the app's secret, however wrong the header is. */
  static String hs256(String header, String payload) {
    return sign(part(header) + "." + part(payload));
  }

  /** Appends the MAC of the app's secret. */
  static String sign(String text) {
    byte[] key = Fixtures.SECRET.getBytes(StandardCharsets.UTF_8);
    return text + "." + base64(hmac(key, text.getBytes(StandardCharsets.US_ASCII)));
  }

  /** Signs with Ed25519, which the library cannot without another one. */
  static String ed25519(String header, String payload, KeyPair pair) {
    try {
      String text = part(header) + "." + part(payload);
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(pair.getPrivate());
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return text + "." + base64(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** HMAC-SHA256 under any key. */
  static byte[] hmac(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String part(String json) {
    return base64(json.getBytes(StandardCharsets.UTF_8));
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
