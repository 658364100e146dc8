package dev.freshet.session.token;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Key sets over HTTPS, with the JDK's client. Each fetch has a client of its own: there is one
 * every few minutes, and so nothing is kept open and no node without key sets pays for a client.
 * Redirects are not followed.
 */
public final class HttpJwksSource implements JwksSource {
  private static final int OK = 200;
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}|\\[::1]");

  /** A source. */
  public HttpJwksSource() {}

  /**
   * Refuses addresses on which somebody else could answer.
   *
   * @throws IllegalArgumentException unless it is {@code https}, or {@code http} on loopback
   */
  public static void requireSafe(URI uri) {
    @Nullable String host = uri.getHost();
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean safe =
        host != null
            && uri.getRawUserInfo() == null
            && (scheme.equals("https")
                || (scheme.equals("http") && LOOPBACK.matcher(host).matches()));
    if (!safe) {
      throw new IllegalArgumentException(
          "jwks: %s (expected: an https URL, or http on loopback; no user or password)"
              .formatted(uri.getRawUserInfo() == null ? uri : "(with a user)"));
    }
  }

  @Override
  public byte[] fetch(URI uri, Duration timeout) throws IOException, InterruptedException {
    requireSafe(uri);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Accept", "application/jwk-set+json, application/json")
            .timeout(timeout)
            .build();
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .build();
    try {
      // The request's own timeout ends with the headers; this one holds for the body, too.
      HttpResponse<byte[]> response =
          client
              .sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES))
              .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() != OK) {
        throw new IOException("status %d (expected: 200)".formatted(response.statusCode()));
      }
      return response.body();
    } catch (TimeoutException e) {
      throw new IOException("no answer within %d ms".formatted(timeout.toMillis()), e);
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e);
    } finally {
      client.shutdownNow();
    }
  }
}
