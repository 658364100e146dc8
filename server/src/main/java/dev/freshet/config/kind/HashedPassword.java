package dev.freshet.config.kind;

import dev.freshet.model.PasswordHash;
import org.jspecify.annotations.Nullable;

/** The text of a {@link PasswordHash}, or empty for none; never shown. */
public record HashedPassword() implements Kind.Masked {
  @Override
  public @Nullable String read(String text) {
    return text.isEmpty() || PasswordHash.read(text) != null ? text : null;
  }

  @Override
  public String expected() {
    return "empty, or what freshet console password prints";
  }
}
