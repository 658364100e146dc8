package dev.freshet.session.webhook;

import dev.freshet.model.app.App;
import dev.freshet.wire.pusher.PusherSignature;
import dev.freshet.wire.pusher.WebhookBody;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the requests, with the JDK's client over HTTP/1.1. Redirects are not followed: whoever
 * answers is who the operator named. There is no client, and none of its threads, before the first
 * request.
 */
final class Post {
  private final Duration timeout;
  private @Nullable HttpClient client;
  private boolean closed;

  /**
   * Nothing is opened yet.
   *
   * @param timeout for all of a request, connecting included
   */
  Post(Duration timeout) {
    this.timeout = timeout;
  }

  /**
   * Sends a body, signed with the app's secret. Blocks.
   *
   * @return the status; the body of the answer is thrown away
   * @throws IOException when there was no answer in time
   */
  int send(App app, URI url, byte[] body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .header("Content-Type", WebhookBody.CONTENT_TYPE)
            .header("User-Agent", "freshet")
            .header(WebhookBody.KEY_FIELD, app.key())
            .header(WebhookBody.SIGNATURE_FIELD, PusherSignature.sign(app.secret(), body))
            .timeout(timeout)
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    CompletableFuture<HttpResponse<Void>> answer =
        client().sendAsync(request, BodyHandlers.discarding());
    try {
      // The request's own timeout ends with the headers; this one holds for the body, too.
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode();
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException("no answer within %d ms".formatted(timeout.toMillis()), e);
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e);
    }
  }

  private synchronized HttpClient client() throws IOException {
    if (closed) {
      throw new IOException("webhooks: closed (expected: open)");
    }
    if (client == null) {
      client =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(timeout)
              .executor(Executors.newVirtualThreadPerTaskExecutor())
              .build();
    }
    return client;
  }

  /** Ends the requests that are under way; no other can follow. */
  synchronized void close() {
    closed = true;
    if (client != null) {
      client.shutdownNow();
    }
  }
}
