package dev.freshet.cli.client;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Says in words for people why a connection failed. */
final class Faults {
  private Faults() {}

  /** Not yet fit for a terminal; without class names where a plain word exists. */
  static String text(Throwable fault) {
    Throwable cause = unwrap(fault);
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof UnresolvedAddressException || each instanceof UnknownHostException) {
        return "the host is not known";
      }
    }
    String message = cause.getMessage();
    return switch (cause) {
      case HttpTimeoutException _ -> "no answer in time";
      case TimeoutException _ -> "no answer in time";
      case ConnectException _ -> "connection refused";
      case SSLException _ -> "TLS: " + (message == null ? "failed" : message);
      case EOFException _ -> "the connection was cut";
      // What the JDK's WebSocket throws when the connection is cut while nothing is asked for.
      case InternalError _ -> "the connection was cut";
      default -> message == null ? cause.getClass().getSimpleName() : message;
    };
  }

  /** The fault within what futures wrap around it. */
  static Throwable unwrap(Throwable fault) {
    Throwable cause = fault;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
