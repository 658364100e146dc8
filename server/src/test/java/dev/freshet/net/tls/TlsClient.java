package dev.freshet.net.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import javax.net.ssl.SSLException;

/** A client that keeps its tickets, and a wire without a socket. For one thread. */
final class TlsClient implements AutoCloseable {
  private final SslContext context;

  /** Speaks this version alone. */
  TlsClient(String version) throws SSLException {
    context =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .protocols(version)
            .trustManager(InsecureTrustManagerFactory.INSTANCE)
            .endpointIdentificationAlgorithm(null)
            .build();
  }

  /** Both ends of a connection. */
  record Pair(EmbeddedChannel server, EmbeddedChannel client) implements AutoCloseable {
    /** Carries bytes both ways until there are none. */
    void pump() {
      boolean any = true;
      while (any) {
        any = carry(client, server);
        any |= carry(server, client);
        server.runPendingTasks();
        client.runPendingTasks();
      }
    }

    /** Carries what the client has written, and no answer. */
    void ask() {
      carry(client, server);
    }

    private static boolean carry(EmbeddedChannel from, EmbeddedChannel to) {
      boolean any = false;
      for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
        if (to.isOpen()) {
          to.writeInbound(bytes);
        } else {
          bytes.release();
        }
        any = true;
      }
      return any;
    }

    @Override
    public void close() {
      var _ = client.close();
      pump();
      client.finishAndReleaseAll();
      server.finishAndReleaseAll();
    }
  }

  /** Connects, and says nothing yet. */
  Pair open(Tls tls) {
    var server = new EmbeddedChannel(tls.handler(ByteBufAllocator.DEFAULT));
    return new Pair(
        server, new EmbeddedChannel(context.newHandler(ByteBufAllocator.DEFAULT, "localhost", 1)));
  }

  /** Shakes hands, and hears a word: BoringSSL sends tickets with the first data it writes. */
  Pair connect(Tls tls) {
    Pair pair = open(tls);
    pair.pump();
    if (!pair.client().pipeline().get(SslHandler.class).handshakeFuture().isSuccess()) {
      throw new AssertionError(
          pair.client().pipeline().get(SslHandler.class).handshakeFuture().cause());
    }
    pair.server().writeOutbound(Unpooled.copiedBuffer(new byte[1]));
    pair.pump();
    return pair;
  }

  /** Shakes hands and goes. */
  void visit(Tls tls) {
    connect(tls).close();
  }

  @Override
  public void close() {
    ReferenceCountUtil.release(context);
  }
}
