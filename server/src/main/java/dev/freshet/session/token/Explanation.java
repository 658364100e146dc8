package dev.freshet.session.token;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.freshet.model.Refused;
import dev.freshet.model.app.App;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What a token says, and whether an app would take it. For an operator who holds the token: header
 * and claims are shown even when nobody vouches for them.
 *
 * @param header the header as JSON without control characters; empty when it cannot be read
 * @param claims the payload as JSON without control characters; empty when it cannot be read
 * @param granted what the token grants; empty when it is refused
 * @param refusal why it is refused; empty when it is taken
 */
public record Explanation(
    Optional<String> header,
    Optional<String> claims,
    Optional<TokenClaims> granted,
    Optional<Refused> refusal) {

  /**
   * Explains a token as a node with the same configuration and clock would see it. Needs no server;
   * blocks for as long as fetching the app's key set takes, if it has one.
   */
  public static Explanation of(TokenVerifier verifier, App app, String token) {
    AtomicReference<@Nullable TokenClaims> granted = new AtomicReference<>();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    verifier
        .verify(app, token)
        .handle((@Nullable TokenClaims claims, @Nullable Throwable thrown) -> {
          granted.set(claims);
          failure.set(thrown);
          return true;
        })
        .toCompletableFuture()
        .join();
    if (failure.get() != null && !(failure.get() instanceof Refused)) {
      throw new IllegalStateException(failure.get());
    }
    return new Explanation(
        part(token, "header", 0),
        part(token, "payload", 1),
        Optional.ofNullable(granted.get()),
        Optional.ofNullable((Refused) failure.get()));
  }

  /** Whether the app would take the token now. */
  public boolean isTaken() {
    return refusal.isEmpty();
  }

  /** Whether it is taken, never what it says. */
  @Override
  public String toString() {
    return "Explanation[%s]".formatted(isTaken() ? "taken" : "refused");
  }

  private static Optional<String> part(String token, String name, int index) {
    try {
      List<String> parts = Jws.split(token);
      byte[] json = Jws.decode(name, parts.get(index));
      return Optional.of(printable(JSONObjectUtils.toJSONString(Jws.json(name, json))));
    } catch (Refused e) {
      return Optional.empty();
    }
  }

  /** JSON may hold characters that move a terminal's cursor; escaped, it is still JSON. */
  private static String printable(String json) {
    StringBuilder text = new StringBuilder(json.length());
    json.chars()
        .forEach(c -> {
          if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
            text.append("\\u%04x".formatted(c));
          } else {
            text.append((char) c);
          }
        });
    return text.toString();
  }
}
