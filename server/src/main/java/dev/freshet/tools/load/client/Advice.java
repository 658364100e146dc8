package dev.freshet.tools.load.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.freshet.model.CloseReason;
import java.util.Locale;

/** What a server says about coming back: milliseconds, {@link Retry#UNSAID} or never. */
final class Advice {
  private static final int MAX_MILLIS = 600_000;
  private static final int PUSHER_NEVER = 4000;
  private static final int PUSHER_LATER = 4100;
  private static final int PUSHER_NOW = 4200;
  private static final int PUSHER_END = 4300;

  private Advice() {}

  /** Of an HTTP answer that is not the one hoped for. */
  static int ofHead(int status, String head) {
    if (status != 503 && status != 429) {
      return status >= 400 && status < 500 ? Retry.NEVER : Retry.UNSAID;
    }
    String name = "\r\nretry-after:";
    int at = head.toLowerCase(Locale.ROOT).indexOf(name);
    return at < 0 ? Retry.UNSAID : times(digits(head, at + name.length()), 1000);
  }

  /** Of a close frame. */
  static int ofClose(int code, Description.Closes closes) {
    return switch (closes) {
      case FRESHET -> ofFreshet(code);
      case PUSHER -> ofPusher(code);
      case OTHER -> Retry.UNSAID;
    };
  }

  private static int ofPusher(int code) {
    if (code >= PUSHER_NEVER && code < PUSHER_LATER) {
      return Retry.NEVER;
    }
    return code >= PUSHER_NOW && code < PUSHER_END ? 0 : Retry.UNSAID;
  }

  private static int ofFreshet(int code) {
    for (CloseReason reason : CloseReason.values()) {
      if (reason.code() == code) {
        return switch (reason.comeBack()) {
          case NEVER -> Retry.NEVER;
          case NOW -> 0;
          case LATER -> Retry.UNSAID;
        };
      }
    }
    return Retry.UNSAID;
  }

  /** Of a line {@code retry: 2000} in an event stream. */
  static int ofRetryLine(byte[] line, int length) {
    return times(digits(new String(line, 0, length, ISO_8859_1), "retry:".length()), 1);
  }

  /** Of Freshet's signal {@code come-back}; unsaid when it is another. */
  static int ofSignal(String signal) {
    if (!signal.contains("\"come-back\"")) {
      return Retry.UNSAID;
    }
    String name = "\"after\":";
    int at = signal.indexOf(name);
    return at < 0 ? Retry.UNSAID : times(digits(signal, at + name.length()), 1);
  }

  private static int times(long number, int unit) {
    return number < 0 ? Retry.UNSAID : (int) Math.min(MAX_MILLIS, number * unit);
  }

  private static long digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    int end = at;
    while (end < text.length() && end - at < 9 && Character.isDigit(text.charAt(end))) {
      end++;
    }
    return end == at ? -1 : Long.parseLong(text.substring(at, end));
  }
}
