package dev.freshet.redis.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A Lua script that Redis runs as one step. It returns a table; Redis knows it by its SHA-1 once it
 * was sent in full.
 */
public final class Script {
  private static final String FOLDER = "/dev/freshet/redis/";

  private final String name;
  private final byte[] text;
  private final String digest;

  private Script(String name, byte[] text) {
    this.name = name;
    this.text = text;
    this.digest = digest(text);
  }

  /**
   * The script of a resource.
   *
   * @param name such as {@code publish}, of {@code dev/freshet/redis/publish.lua}
   * @throws IllegalArgumentException when there is no such resource
   */
  public static Script of(String name) {
    try (InputStream in = Script.class.getResourceAsStream(FOLDER + name + ".lua")) {
      if (in == null) {
        throw new IllegalArgumentException("script: %s (expected: a resource)".formatted(name));
      }
      return new Script(name, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it is called in messages. */
  public String name() {
    return name;
  }

  /** The source, as Redis gets it; read only. */
  byte[] text() {
    return text;
  }

  /** What Redis calls it: 40 hexadecimal digits. */
  String digest() {
    return digest;
  }

  private static String digest(byte[] text) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return name + ".lua, " + new String(text, StandardCharsets.UTF_8).length() + " characters";
  }
}
