package dev.freshet.net.admission;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the first bytes of a socket tell of it. They are not judged here: whatever is wrong with
 * them is said by those who read them in earnest. At most {@link #MOST} bytes are looked at, once.
 *
 * @param kind whom it is let in before; {@link Kind#NEW} where nothing can be told
 * @param form in what words it can be turned away
 * @param key the {@code Sec-WebSocket-Key}, or empty
 * @param subprotocols the {@code Sec-WebSocket-Protocol}, or empty
 * @param whole whether more bytes would not tell more
 */
record FirstBytes(Kind kind, Form form, String key, String subprotocols, boolean whole) {

  /** As much as one read brings: two of them hold the largest ClientHello there is today. */
  static final int MOST = 4_096;

  /** PROXY protocol, version 2: section 2.2 of its specification. */
  private static final String PROXY_SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";

  private static final int PROXY_HEAD = 16;

  private static final Set<String> OPERATORS = Set.of("/health", "/ready", "/metrics");

  private static final int TLS_HANDSHAKE = 0x16;

  /** In what words a client can be turned away. */
  enum Form {
    /** It said nothing yet. */
    NOTHING,
    /** In none: before the handshake of TLS nothing can be said. */
    TLS,
    /** As an event stream that ends at once: an error would end a browser's for good. */
    EVENT_STREAM,
    /** After the handshake, in the words of the Pusher protocol. */
    PUSHER,
    /** With an HTTP status. */
    HTTP
  }

  static final FirstBytes NOTHING = new FirstBytes(Kind.NEW, Form.NOTHING, "", "", false);

  /**
   * Looks at them.
   *
   * @param bytes what was read, from its reader index on; not changed
   * @param pusherPath what stands before {@code /app/} in the paths of Pusher's clients
   */
  static FirstBytes of(ByteBuf bytes, String pusherPath) {
    int length = Math.min(bytes.readableBytes(), MOST);
    if (length == 0) {
      return NOTHING;
    }
    int start = bytes.readerIndex();
    if (bytes.getByte(start) != TLS_HANDSHAKE) {
      String text = bytes.toString(start, length, StandardCharsets.ISO_8859_1);
      return text.startsWith(PROXY_SIGNATURE)
          ? behindProxy(bytes, text, pusherPath)
          : ofHttp(text, pusherPath);
    }
    return ofTls(bytes.slice(start, length));
  }

  private static FirstBytes ofTls(ByteBuf record) {
    ClientHello hello = ClientHello.of(record);
    return new FirstBytes(
        hello == ClientHello.RESUMING ? Kind.RESUMING : Kind.NEW,
        Form.TLS,
        "",
        "",
        hello != ClientHello.INCOMPLETE);
  }

  /** The balancer's header is skipped; where it speaks for itself, it looks after our health. */
  private static FirstBytes behindProxy(ByteBuf bytes, String text, String pusherPath) {
    if (text.length() < PROXY_HEAD) {
      return NOTHING;
    }
    int end = PROXY_HEAD + ((text.charAt(14) << 8) | text.charAt(15));
    if (text.length() <= end) {
      return NOTHING;
    }
    boolean local = (text.charAt(12) & 0xf) == 0;
    FirstBytes found =
        text.charAt(end) == TLS_HANDSHAKE
            ? ofTls(bytes.slice(bytes.readerIndex() + end, text.length() - end))
            : ofHttp(text.substring(end), pusherPath);
    return local ? found.as(Kind.REQUEST) : found;
  }

  private FirstBytes as(Kind other) {
    return new FirstBytes(other, form, key, subprotocols, whole);
  }

  private static FirstBytes ofHttp(String text, String pusherPath) {
    int end = text.indexOf("\r\n\r\n");
    String head = end < 0 ? text : text.substring(0, end);
    boolean whole = end >= 0 || text.length() >= MOST;
    String line = lineAt(head, 0);
    if (!line.startsWith("GET ")) {
      // What is no request at all is told so at once, too.
      boolean begins = "GET ".startsWith(line);
      return new FirstBytes(begins ? Kind.NEW : Kind.REQUEST, Form.HTTP, "", "", whole || !begins);
    }
    int target = line.indexOf(' ', 4);
    String uri = target < 0 ? line.substring(4) : line.substring(4, target);
    boolean upgrade = contains(field(head, "upgrade"), "websocket");
    boolean stream = contains(field(head, "accept"), "text/event-stream");
    boolean pusher = upgrade && uri.startsWith(pusherPath + "/app/");
    String key = upgrade ? value(head, "sec-websocket-key") : "";
    Form form =
        pusher && whole && !key.isEmpty()
            ? Form.PUSHER
            : stream && !upgrade ? Form.EVENT_STREAM : Form.HTTP;
    return new FirstBytes(
        kind(head, uri, upgrade || stream || !whole),
        form,
        key,
        pusher ? value(head, "sec-websocket-protocol") : "",
        whole);
  }

  private static Kind kind(String head, String uri, boolean connects) {
    int query = uri.indexOf('?');
    if (!connects || OPERATORS.contains(query < 0 ? uri : uri.substring(0, query))) {
      return Kind.REQUEST;
    }
    boolean resumes =
        uri.contains("?since=") || uri.contains("&since=") || field(head, "last-event-id") != null;
    return resumes ? Kind.RESUMING : Kind.NEW;
  }

  private static String value(String head, String name) {
    String value = field(head, name);
    return value == null ? "" : value;
  }

  private static boolean contains(@Nullable String value, String word) {
    return value != null && value.toLowerCase(Locale.ROOT).contains(word);
  }

  /**
   * The value of the first field of this name.
   *
   * @param name in lower case
   */
  private static @Nullable String field(String head, String name) {
    int at = head.indexOf("\r\n");
    while (at >= 0) {
      int start = at + 2;
      int colon = start + name.length();
      if (colon < head.length()
          && head.charAt(colon) == ':'
          && head.regionMatches(true, start, name, 0, name.length())) {
        return lineAt(head, colon + 1).strip();
      }
      at = head.indexOf("\r\n", start);
    }
    return null;
  }

  private static String lineAt(String text, int start) {
    int end = text.indexOf("\r\n", start);
    return end < 0 ? text.substring(start) : text.substring(start, end);
  }
}
