package dev.freshet.net.http;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import org.jspecify.annotations.Nullable;

/** What holds for every request before anybody looks at what it asks for. */
final class RequestRules {
  private final HttpSettings settings;

  RequestRules(HttpSettings settings) {
    this.settings = settings;
  }

  /** What is wrong with the head of a request; null when it may be read on. */
  @Nullable Refused check(HttpRequest head) {
    if (head.decoderResult().isFailure()) {
      return unreadable(head.decoderResult().cause());
    }
    if (head.protocolVersion().majorVersion() != 1) {
      return new Refused(Problem.VERSION_UNSUPPORTED, "HTTP/1.1 is spoken here");
    }
    int hosts = head.headers().getAll(HttpHeaderNames.HOST).size();
    // RFC 9112 section 3.2: without it, or with two, others may have read another request.
    if (hosts > 1 || (hosts == 0 && head.protocolVersion().equals(HttpVersion.HTTP_1_1))) {
      return new Refused(Problem.BAD_REQUEST, "there is not exactly one Host");
    }
    return checkLength(HttpUtil.getContentLength(head, 0L));
  }

  /** What is wrong with a body of this length; null when nothing is. */
  @Nullable Refused checkLength(long length) {
    return length > settings.bodyMax()
        ? new Refused(Problem.BODY_TOO_LARGE, "the limit is " + settings.bodyMax() + " bytes")
        : null;
  }

  /** Why a decoder gave up. */
  Refused unreadable(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException _ ->
          new Refused(Problem.URI_TOO_LONG, "the limit is " + settings.requestLineMax() + " bytes");
      case TooLongHttpHeaderException _ ->
          new Refused(
              Problem.HEADERS_TOO_LARGE, "the limit is " + settings.headersMax() + " bytes");
      default -> new Refused(Problem.BAD_REQUEST, "the request is not valid HTTP/1.1");
    };
  }
}
