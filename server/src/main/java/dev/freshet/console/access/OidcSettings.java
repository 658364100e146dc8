package dev.freshet.console.access;

import dev.freshet.model.Secret;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID Connect issuer and what the console is there.
 *
 * @param issuer as its tokens name it, to the last slash
 * @param clientId what the console is called
 * @param clientSecret what it proves itself with; null for PKCE alone
 * @param users verified e-mail addresses in lower case, or subjects, of those who may enter
 * @param redirect where people come back to; null to make it of the request
 */
public record OidcSettings(
    URI issuer,
    String clientId,
    @Nullable Secret clientSecret,
    Set<String> users,
    @Nullable URI redirect) {

  /** Copies the set. */
  public OidcSettings {
    users = Set.copyOf(users);
  }
}
