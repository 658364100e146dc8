package dev.freshet.model;

/**
 * What a client shows to be allowed something: a signature that its application's backend made for
 * this very connection, HMAC-SHA256 in lower-case hexadecimal under the app's secret.
 *
 * @param key the app's key as the client has it
 * @param suffix what was signed after the id of the connection
 * @param signature as it came; unchecked
 */
public record Proof(String key, String suffix, String signature) {

  /** Without the signature, which is as good as a secret while its connection lasts. */
  @Override
  public String toString() {
    return key + ":" + suffix;
  }
}
