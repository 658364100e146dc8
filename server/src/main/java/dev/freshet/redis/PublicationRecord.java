package dev.freshet.redis;

import dev.freshet.model.Notice;
import dev.freshet.model.Payload;
import dev.freshet.model.Publication;
import dev.freshet.model.Sender;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How a publication travels between nodes, and how history keeps it. Big-endian:
 *
 * <pre>
 * head    version (1 byte), oldest version that may read it (1), offset (8), length of the epoch (1), epoch
 * fields  tag (1), length (4), bytes; in any order, each tag at most once
 * </pre>
 *
 * <p>A node reads a record of a later version as long as that says that it may: it skips the fields
 * it does not know. So a release that only adds fields keeps {@link #READABLE_FROM}, and the nodes
 * of two neighbouring releases understand each other while one takes the other's place.
 *
 * <p>History keeps the fields alone; scripts write the head, since they give the place. Pure: bytes
 * in, values out.
 */
public final class PublicationRecord {
  /** The version that this release writes. */
  static final int VERSION = 1;

  /** The oldest release's version that can read what this one writes. */
  static final int READABLE_FROM = 1;

  private static final int KIND = 1;
  private static final int TIME = 2;
  private static final int PAYLOAD = 3;
  private static final int EVENT = 4;
  private static final int CONFLATION_KEY = 5;
  private static final int CONNECTION = 6;
  private static final int USER = 7;

  private static final int HEAD_BYTES = 11;
  private static final int FIELD_BYTES = 5;
  private static final int ROOM = 48;

  private PublicationRecord() {}

  /** A record that this release cannot read. */
  public static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;

    Unreadable(String message) {
      super(message, null, false, false);
    }
  }

  /** The fields of a publication: everything but its place. */
  public static byte[] fields(Publication publication) {
    var out = new ByteArrayOutputStream(publication.payload().size() + ROOM);
    Notice notice = publication.notice();
    if (notice != null) {
      field(out, KIND, new byte[] {(byte) code(notice)});
    }
    field(out, TIME, ByteBuffer.allocate(Long.BYTES).putLong(publication.time()).array());
    Payload payload = publication.payload();
    header(out, PAYLOAD, payload.size() + 1);
    out.write(form(payload));
    out.writeBytes(payload.bytes());
    text(out, EVENT, publication.event());
    text(out, CONFLATION_KEY, publication.conflationKey());
    Sender sender = publication.sender();
    if (sender != null) {
      text(out, CONNECTION, sender.connection());
      text(out, USER, sender.user());
    }
    return out.toByteArray();
  }

  /** A whole record. */
  public static byte[] write(Publication publication) {
    byte[] epoch = publication.epoch().getBytes(StandardCharsets.US_ASCII);
    byte[] fields = fields(publication);
    return ByteBuffer.allocate(HEAD_BYTES + epoch.length + fields.length)
        .put((byte) VERSION)
        .put((byte) READABLE_FROM)
        .putLong(publication.offset())
        .put((byte) epoch.length)
        .put(epoch)
        .put(fields)
        .array();
  }

  /**
   * Reads a whole record.
   *
   * @throws Unreadable when it is of a version that this release cannot read, or is none
   */
  public static Publication read(byte[] bytes) throws Unreadable {
    try {
      var in = ByteBuffer.wrap(bytes);
      int version = in.get();
      int readableFrom = in.get();
      if (version < 1 || readableFrom > VERSION) {
        throw new Unreadable(
            "version %d, readable from %d (expected: readable from %d)"
                .formatted(version, readableFrom, VERSION));
      }
      long offset = in.getLong();
      byte[] epoch = new byte[in.get()];
      in.get(epoch);
      return fields(in, new String(epoch, StandardCharsets.US_ASCII), offset);
    } catch (BufferUnderflowException | NegativeArraySizeException e) {
      throw new Unreadable("it ends before its end");
    }
  }

  /**
   * Reads the fields that history kept.
   *
   * @param offset its place in the epoch
   * @throws Unreadable when they are none
   */
  static Publication read(byte[] fields, String epoch, long offset) throws Unreadable {
    try {
      return fields(ByteBuffer.wrap(fields), epoch, offset);
    } catch (BufferUnderflowException | NegativeArraySizeException e) {
      throw new Unreadable("it ends before its end");
    }
  }

  private static Publication fields(ByteBuffer in, String epoch, long offset) throws Unreadable {
    long time = 0;
    Payload payload = Payload.NULL;
    @Nullable Notice notice = null;
    @Nullable String event = null;
    @Nullable String conflationKey = null;
    @Nullable String connection = null;
    @Nullable String user = null;
    while (in.hasRemaining()) {
      int tag = in.get();
      byte[] bytes = bytes(in);
      switch (tag) {
        case KIND -> notice = notice(bytes);
        case TIME -> time = ByteBuffer.wrap(bytes).getLong();
        case PAYLOAD -> payload = payload(bytes);
        case EVENT -> event = string(bytes);
        case CONFLATION_KEY -> conflationKey = string(bytes);
        case CONNECTION -> connection = string(bytes);
        case USER -> user = string(bytes);
        default -> {} // of a later version
      }
    }
    Sender sender = connection == null ? null : new Sender(connection, user);
    return new Publication(epoch, offset, time, payload, event, conflationKey, sender, notice);
  }

  private static byte[] bytes(ByteBuffer in) {
    int length = in.getInt();
    if (length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static String string(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void text(ByteArrayOutputStream out, int tag, @Nullable String text) {
    if (text != null) {
      field(out, tag, text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void field(ByteArrayOutputStream out, int tag, byte[] bytes) {
    header(out, tag, bytes.length);
    out.writeBytes(bytes);
  }

  private static void header(ByteArrayOutputStream out, int tag, int length) {
    out.writeBytes(ByteBuffer.allocate(FIELD_BYTES).put((byte) tag).putInt(length).array());
  }

  /** These numbers are the format's: they never change. */
  private static int code(Notice notice) {
    return switch (notice) {
      case JOINED -> 1;
      case LEFT -> 2;
      case COUNT -> 3;
      case DISCONNECT -> 4;
      case LOST -> 5;
      case RETURNED -> 6;
    };
  }

  private static Notice notice(byte[] bytes) throws Unreadable {
    return switch (bytes.length == 1 ? bytes[0] : 0) {
      case 1 -> Notice.JOINED;
      case 2 -> Notice.LEFT;
      case 3 -> Notice.COUNT;
      case 4 -> Notice.DISCONNECT;
      case 5 -> Notice.LOST;
      case 6 -> Notice.RETURNED;
      default -> throw new Unreadable("a notice of an unknown kind");
    };
  }

  private static int form(Payload payload) {
    return payload.isJson() ? 2 : payload.isText() ? 1 : 0;
  }

  private static Payload payload(byte[] bytes) throws Unreadable {
    if (bytes.length == 0) {
      throw new Unreadable("a payload without its form");
    }
    byte[] body = Arrays.copyOfRange(bytes, 1, bytes.length);
    return switch (bytes[0]) {
      case 0 -> Payload.binary(body);
      case 1 -> Payload.text(body);
      case 2 -> Payload.json(body);
      default -> throw new Unreadable("a payload of an unknown form");
    };
  }
}
