package dev.freshet.redis.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Member;
import dev.freshet.model.Payload;
import dev.freshet.redis.link.Store;
import java.util.Arrays;
import java.util.List;

/** How the scripts are told of channels and members, and tell of them. */
final class Words {
  private static final char NUL = '\0';
  private static final byte BINARY = 0;
  private static final byte TEXT = 1;
  private static final byte JSON = 2;

  private Words() {}

  /** What a script is told of its keys: the marker, and one that never is; see {@code state.lua}. */
  static List<String> keys(Store store, int bucket, String part) {
    return List.of(store.key(bucket, part + "life"), store.key(bucket, part + "none"));
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  static byte[] bytes(long number) {
    return bytes(Long.toString(number));
  }

  static byte[] channel(ChannelName channel) {
    return bytes(channel.app() + NUL + channel.name());
  }

  static byte[] seat(String connection, ChannelName channel) {
    return bytes(connection + NUL + channel.app() + NUL + channel.name());
  }

  /** The form of what is said of a member, and its bytes. */
  static byte[] info(Payload payload) {
    byte[] info = new byte[1 + payload.size()];
    info[0] = payload.isJson() ? JSON : payload.isText() ? TEXT : BINARY;
    System.arraycopy(payload.bytes(), 0, info, 1, payload.size());
    return info;
  }

  static ChannelName channel(String text) {
    int split = text.indexOf(NUL);
    return new ChannelName(text.substring(0, split), text.substring(split + 1));
  }

  /** A member as a roster has them: connections, a colon, form and bytes of the info. */
  static Member member(String id, byte[] present) {
    int at = 0;
    while (present[at] != ':') {
      at++;
    }
    byte form = present[at + 1];
    byte[] rest = Arrays.copyOfRange(present, at + 2, present.length);
    return new Member(
        id,
        form == JSON
            ? Payload.json(rest)
            : form == TEXT ? Payload.text(rest) : Payload.binary(rest));
  }

  static String text(Object reply) {
    return new String((byte[]) reply, UTF_8);
  }

  static long number(Object reply) {
    return (Long) reply;
  }

  @SuppressWarnings("unchecked") // Redis nests nothing else.
  static List<Object> list(Object reply) {
    return (List<Object>) reply;
  }
}
