package dev.freshet.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The body of a publication. The bytes are never changed after construction; whoever hands an array
 * in gives it away.
 */
public final class Payload {
  private final byte[] bytes;
  private final boolean text;

  private Payload(byte[] bytes, boolean text) {
    this.bytes = bytes;
    this.text = text;
  }

  /**
   * A body that is known to be valid UTF-8: WebSocket clients hear it in a text frame.
   *
   * @param utf8 owned by the payload from now on; the caller has validated it
   */
  public static Payload text(byte[] utf8) {
    return new Payload(utf8, true);
  }

  /** A text body. */
  public static Payload text(String text) {
    return text(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A body of any bytes: WebSocket clients hear it in a binary frame.
   *
   * @param bytes owned by the payload from now on
   */
  public static Payload binary(byte[] bytes) {
    return new Payload(bytes, false);
  }

  /** The bytes themselves, not a copy; read only. */
  public byte[] bytes() {
    return bytes;
  }

  /** Whether the bytes are valid UTF-8 that should travel as text. */
  public boolean isText() {
    return text;
  }

  /** The number of bytes. */
  public int size() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Payload that && text == that.text && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Never the content: bodies do not belong in logs. */
  @Override
  public String toString() {
    return (text ? "text " : "binary ") + bytes.length + " bytes";
  }
}
