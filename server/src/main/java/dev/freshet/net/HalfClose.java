package dev.freshet.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/**
 * Ends a socket so that its last words arrive. Closing one whose peer still sends makes the kernel
 * reset it, and a reset may overtake what was written before (RFC 9112 section 9.6); so the output
 * is ended first, and the socket is closed when the peer ends too, or by the caller's timer. What
 * comes meanwhile is the caller's to throw away.
 */
public final class HalfClose {
  /** Ends the output when what it listens to is written; nothing else may be waiting by then. */
  public static final ChannelFutureListener AFTER =
      written -> {
        if (written.isSuccess()) {
          endOutput(written.channel());
        } else {
          var _ = written.channel().close();
        }
      };

  private HalfClose() {}

  private static void endOutput(Channel socket) {
    var tls = socket.pipeline().get(SslHandler.class);
    if (tls != null) {
      var _ = tls.closeOutbound();
    } else if (socket instanceof DuplexChannel duplex) {
      var _ = duplex.shutdownOutput();
    } else {
      var _ = socket.close();
    }
  }
}
