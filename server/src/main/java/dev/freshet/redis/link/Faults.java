package dev.freshet.redis.link;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import java.security.cert.CertificateException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** What the answers of Redis that are errors mean. */
final class Faults {
  private static final String TRUSTED =
      " (expected: a certificate for this name, signed by one in engine.redis.ca; where that is"
          + " empty, by one that the JDK trusts)";

  private Faults() {}

  /** The kinds that are dealt with differently. */
  enum Kind {
    /** Another server keeps the slot. */
    MOVED,
    /** Another server keeps the key already, the slot is on its way. */
    ASK,
    /** Keys of one slot are at two servers for the moment. */
    TRY_AGAIN,
    /** The script is not known. */
    NO_SCRIPT,
    /** It is a replica. */
    READ_ONLY,
    /** No memory is left to write with. */
    FULL,
    /** It is loading its data, running a script for long, or the cluster has lost a master. */
    BUSY,
    /** No answer in time. */
    TIMEOUT,
    /** The connection ended. */
    GONE,
    /** It will not do what it is asked. */
    ERROR
  }

  /** The kind of a failure. */
  static Kind kind(Throwable failure) {
    Throwable cause = cause(failure);
    if (cause instanceof RedisCommandTimeoutException || cause instanceof TimeoutException) {
      return Kind.TIMEOUT;
    }
    if (!(cause instanceof RedisCommandExecutionException)) {
      return Kind.GONE;
    }
    String message = String.valueOf(cause.getMessage());
    int space = message.indexOf(' ');
    return switch (space < 0 ? message : message.substring(0, space)) {
      case "MOVED" -> Kind.MOVED;
      case "ASK" -> Kind.ASK;
      case "TRYAGAIN" -> Kind.TRY_AGAIN;
      case "NOSCRIPT" -> Kind.NO_SCRIPT;
      case "READONLY" -> Kind.READ_ONLY;
      case "OOM", "MISCONF", "NOREPLICAS" -> Kind.FULL;
      case "LOADING", "BUSY", "CLUSTERDOWN", "MASTERDOWN" -> Kind.BUSY;
      // A script's own error carries that of the command in its text.
      default -> message.contains("OOM command not allowed") ? Kind.FULL : ofScript(message);
    };
  }

  private static Kind ofScript(String message) {
    return message.contains("READONLY") || message.contains("non local key")
        ? Kind.READ_ONLY
        : Kind.ERROR;
  }

  /** What a caller is told. */
  static Refused refused(String server, Kind kind) {
    String what =
        switch (kind) {
          case TIMEOUT -> "did not answer in time";
          case FULL -> "cannot write now";
          case READ_ONLY -> "takes no writes now";
          case BUSY, MOVED, ASK, TRY_AGAIN -> "is busy with itself";
          case GONE, NO_SCRIPT -> "is not there";
          case ERROR -> "did not do what it was asked; see the log";
        };
    return new Refused(Problem.BROKER_UNAVAILABLE, "redis " + server + " " + what);
  }

  /**
   * The server that a redirection names, as {@link RedisServer#address}; null when it is not one.
   */
  static @Nullable String target(Throwable failure) {
    String[] words = String.valueOf(cause(failure).getMessage()).split(" ", -1);
    int colon = words.length < 3 ? -1 : words[2].lastIndexOf(':');
    if (colon < 1) {
      return null;
    }
    return RedisServer.address(
        words[2].substring(0, colon), Integer.parseInt(words[2].substring(colon + 1)));
  }

  /** A failure in few words; of a connection, why it could not be had. */
  static String reason(@Nullable Throwable failure) {
    if (failure == null) {
      return "unknown";
    }
    Throwable cause = cause(failure);
    boolean refused = false;
    for (Throwable next = cause; next != null; next = beneath(next)) {
      cause = next;
      refused |= next instanceof SSLHandshakeException || next instanceof CertificateException;
    }
    String message = String.valueOf(cause.getMessage());
    return refused ? "no TLS with it: " + message + TRUSTED : message;
  }

  /** Whether Lettuce says that the connection ended before it could look at it, and not why. */
  static boolean isReasonLost(Throwable failure) {
    for (Throwable next = failure; next != null; next = next.getCause()) {
      if (next instanceof IllegalStateException) {
        return true;
      }
    }
    return false;
  }

  /** Its cause, or of several failures that are one the first, such as one for each member. */
  private static @Nullable Throwable beneath(Throwable failure) {
    Throwable[] several = failure.getSuppressed();
    return failure.getCause() == null && several.length > 0 ? several[0] : failure.getCause();
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException e && e.getCause() != null
        ? e.getCause()
        : failure;
  }
}
