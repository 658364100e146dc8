package dev.freshet.tools.load.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/**
 * How a server is spoken to by a subscriber, as far as a load client must know. In all texts {@code
 * {c}} is the number of the channel and {@code {i}} that of the connection.
 *
 * @param wire what carries it
 * @param path request target, or the Redis channel
 * @param headers further lines of the request's head
 * @param greeting a part of the server's first signal, which {@code first} waits for; empty when it
 *     does not
 * @param first text frames to send, one after the other; {@code {auth}} is a signature of Pusher
 * @param confirm a part of the signal that says the subscription is there; empty where an open
 *     connection is enough
 * @param signals how frames begin that are no publications
 * @param lines whether a frame may hold several messages, each a line
 * @param ping how the signal begins that asks whether the client is there; empty for none
 * @param pong the answer to it
 * @param resume how a client that comes back says what it has heard
 * @param closes what close codes mean
 */
public record Description(
    Wire wire,
    String path,
    List<String> headers,
    String greeting,
    List<String> first,
    String confirm,
    List<String> signals,
    boolean lines,
    String ping,
    String pong,
    Resume resume,
    Closes closes) {

  /** How a client that comes back says what it has heard. */
  public enum Resume {
    /** It does not. */
    NONE,
    /** The header {@code Last-Event-ID}. */
    LAST_EVENT_ID,
    /** Freshet's parameter {@code since}, from {@code epoch} and {@code offset} of messages. */
    SINCE
  }

  /** Whose meaning close codes have, beside those of RFC 6455. */
  public enum Closes {
    /** {@link dev.freshet.model.CloseReason}. */
    FRESHET,
    /** 4000–4099 never, 4100–4199 later, 4200–4299 at once. */
    PUSHER,
    /** Nobody's: later. */
    OTHER
  }

  /** A path and perhaps a first frame, without confirmation. */
  public static Description of(Wire wire, String path, List<String> first) {
    return new Description(
        wire,
        path,
        List.of(),
        "",
        first,
        "",
        List.of(),
        false,
        "",
        "",
        Resume.NONE,
        Closes.FRESHET);
  }

  /** The beginnings of signals, as walkers want them. */
  byte[][] signalBytes() {
    return signals.stream().map(each -> each.getBytes(UTF_8)).toArray(byte[][]::new);
  }
}
