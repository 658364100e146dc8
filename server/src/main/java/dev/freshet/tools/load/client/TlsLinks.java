package dev.freshet.tools.load.client;

import dev.freshet.tools.load.client.ClientPlan.Peer;
import dev.freshet.tools.load.client.ClientPlan.Trust;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.File;
import java.io.IOException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** Makes the TLS of connections with BoringSSL, as browsers have it. */
final class TlsLinks {
  /** What an engine keeps for an alert it writes while it reads, as in the server's engines. */
  private static final int ASIDE_BYTES = 128;

  private final SslContext context;
  private final Peer peer;
  private final Buffers buffers;

  TlsLinks(Peer peer, Buffers buffers) throws IOException {
    this.peer = peer;
    this.buffers = buffers;
    SslContextBuilder builder =
        SslContextBuilder.forClient().sslProvider(SslProvider.OPENSSL_REFCNT);
    if (peer.tls() == Trust.ANY) {
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
    } else if (!peer.ca().isEmpty()) {
      builder.trustManager(new File(peer.ca()));
    }
    builder.endpointIdentificationAlgorithm(peer.tls() == Trust.ANY ? "" : "HTTPS");
    context = builder.build();
    if (context instanceof ReferenceCountedOpenSslContext boring) {
      boring.setBioNonApplicationBufferSize(ASIDE_BYTES);
    }
    if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
      sessions.setSessionCacheEnabled(peer.tlsResume());
    }
  }

  /** One connection's; with resumption it offers a session of an earlier one. */
  TlsLink make() {
    SSLEngine engine =
        context.newEngine(UnpooledByteBufAllocator.DEFAULT, peer.host(), peer.port());
    if (peer.tls() == Trust.ANY) {
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("");
      engine.setSSLParameters(parameters);
    }
    return new TlsLink(engine, buffers);
  }
}
