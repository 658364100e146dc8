package dev.freshet.net.http;

import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;

/**
 * Reads requests and writes answers. Netty's own server codec would do, but it keeps a list of what
 * is pipelined to know the method of each answer, and drops a connection with more than 128; we
 * know the method and take as many as one read brings.
 */
public final class HttpCodec
    extends CombinedChannelDuplexHandler<HttpRequestDecoder, HttpResponseEncoder> {

  /** A codec for one socket. */
  public HttpCodec(HttpSettings settings) {
    super(
        new HttpRequestDecoder(
            new HttpDecoderConfig()
                .setMaxInitialLineLength(settings.requestLineMax())
                .setMaxHeaderSize(settings.headersMax())),
        new HttpResponseEncoder());
  }
}
