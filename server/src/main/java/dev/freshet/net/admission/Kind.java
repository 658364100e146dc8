package dev.freshet.net.admission;

import java.util.Locale;

/** What a waiting socket seems to want, by its first bytes; whom it is let in before. */
public enum Kind {
  /** A request that becomes no connection: of operators, of health checks, of publishers. */
  REQUEST,
  /** A client that was here before: it says where it stood, or resumes a TLS session. */
  RESUMING,
  /** Everybody else. */
  NEW;

  /** The value of its label. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
