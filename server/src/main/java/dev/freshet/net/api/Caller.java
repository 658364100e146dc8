package dev.freshet.net.api;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.net.http.Request;
import dev.freshet.session.Apps;
import dev.freshet.session.Authorizer;
import dev.freshet.session.Credentials;
import dev.freshet.session.Grant;
import dev.freshet.session.SignedUrl;
import dev.freshet.session.Tenant;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a request, and what they may do.
 *
 * @param tenant the app that is meant
 * @param grant what the credentials allow
 */
record Caller(Tenant tenant, Grant grant) {

  /** Finds out; fails with {@link Refused}. */
  static CompletionStage<Caller> of(
      Request request, Apps apps, Authorizer authorizer, List<String> channels) {
    Tenant tenant = apps.find(request.query().one("app"));
    return authorizer
        .authenticate(tenant.app(), credentials(request, channels))
        .thenApply(grant -> new Caller(tenant, grant));
  }

  private static Credentials credentials(Request request, List<String> channels) {
    return new Credentials(
        bearer(request),
        request.query().one("token"),
        SignedUrl.read(request.query().target(), channels));
  }

  private static @Nullable String bearer(Request request) {
    String header = request.header(HttpHeaderNames.AUTHORIZATION);
    if (header == null) {
      return null;
    }
    if (!header.regionMatches(true, 0, "Bearer ", 0, 7)) {
      throw new Refused(Problem.TOKEN_INVALID, "Authorization must be Bearer");
    }
    return header.substring(7).strip();
  }
}
