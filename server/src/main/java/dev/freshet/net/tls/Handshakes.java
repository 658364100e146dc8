package dev.freshet.net.tls;

import dev.freshet.metrics.Count;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import io.netty.channel.Channel;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;

/** Counts how handshakes end; one for all sockets. From any loop. */
final class Handshakes implements GenericFutureListener<Future<Channel>> {
  private final Count full;
  private final Count resumed;
  private final Count failed;

  Handshakes(Metrics metrics) {
    full = metrics.count(Metric.TLS_HANDSHAKES, "full");
    resumed = metrics.count(Metric.TLS_HANDSHAKES, "resumed");
    failed = metrics.count(Metric.TLS_HANDSHAKES, "failed");
  }

  @Override
  public void operationComplete(Future<Channel> handshake) {
    if (!handshake.isSuccess()) {
      failed.increment();
    } else if (isResumed(handshake.getNow())) {
      resumed.increment();
    } else {
      full.increment();
    }
  }

  /** The JDK's engine does not tell. */
  private static boolean isResumed(Channel socket) {
    var handler = socket.pipeline().get(SslHandler.class);
    return handler != null
        && handler.engine() instanceof ReferenceCountedOpenSslEngine engine
        && engine.refCnt() > 0
        && SSL.isSessionReused(engine.sslPointer());
  }
}
