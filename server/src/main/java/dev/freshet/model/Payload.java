package dev.freshet.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * The body of a publication. The bytes are never changed after construction; whoever hands an array
 * in gives it away.
 */
public final class Payload {
  /** The JSON value {@code null}. */
  public static final Payload NULL = json("null".getBytes(StandardCharsets.UTF_8));

  /** What the bytes are known to be. */
  private enum Form {
    BINARY,
    TEXT,
    JSON
  }

  private final byte[] bytes;
  private final Form form;

  private Payload(byte[] bytes, Form form) {
    this.bytes = bytes;
    this.form = form;
  }

  /**
   * A body that is known to be valid UTF-8: WebSocket clients hear it in a text frame.
   *
   * @param utf8 owned by the payload from now on; the caller has validated it
   */
  public static Payload text(byte[] utf8) {
    return new Payload(utf8, Form.TEXT);
  }

  /** A text body. */
  public static Payload text(String text) {
    return text(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A text body that is one JSON value, which dialects of JSON may write as it is.
   *
   * @param utf8 owned by the payload from now on; the caller has validated it
   */
  public static Payload json(byte[] utf8) {
    return new Payload(utf8, Form.JSON);
  }

  /**
   * A body of any bytes: WebSocket clients hear it in a binary frame.
   *
   * @param bytes owned by the payload from now on
   */
  public static Payload binary(byte[] bytes) {
    return new Payload(bytes, Form.BINARY);
  }

  /** The bytes themselves, not a copy; read only. */
  public byte[] bytes() {
    return bytes;
  }

  /** Whether the bytes are valid UTF-8 that should travel as text. */
  public boolean isText() {
    return form != Form.BINARY;
  }

  /** Whether it is one JSON value, and so also text. */
  public boolean isJson() {
    return form == Form.JSON;
  }

  /** The number of bytes. */
  public int size() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Payload that && form == that.form && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Never the content: bodies do not belong in logs. */
  @Override
  public String toString() {
    return form.name().toLowerCase(Locale.ROOT) + " " + bytes.length + " bytes";
  }
}
