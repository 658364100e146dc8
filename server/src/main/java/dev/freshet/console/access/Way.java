package dev.freshet.console.access;

import java.util.Locale;

/** How somebody enters the console. */
public enum Way {
  /** The token that is printed at start, in development mode alone. */
  TOKEN,
  /** The password of the user admin. */
  PASSWORD,
  /** An OpenID Connect issuer. */
  OIDC;

  /** As it is told. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
