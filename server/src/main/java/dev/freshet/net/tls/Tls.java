package dev.freshet.net.tls;

import dev.freshet.metrics.Metrics;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.internal.tcnative.SSL;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS 1.2 and 1.3 with a certificate that can be replaced while the server runs: sockets that are
 * open keep the one they began with. BoringSSL where its library loads, the JDK's own elsewhere.
 *
 * <p>Clients take up a session by the ticket they were given, and nothing is kept here for those
 * who might come back. A new certificate for the same names costs nobody a full handshake; one for
 * others does, because who takes up a session does not look at the certificate again.
 */
public final class Tls implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Tls.class.getName());

  /**
   * What an engine keeps for bytes that it writes while it reads: an alert has 60 at most, and what
   * is longer, as in a handshake, waits for the next write. Netty's own 2,048 are kept by each
   * connection to its end.
   */
  private static final int ASIDE_BYTES = 128;

  private final TlsSettings settings;
  private final SslProvider provider;
  private final Handshakes handshakes;

  /** Null where nobody is given a ticket of ours. */
  private final @Nullable TicketKeys tickets;

  private volatile Loaded loaded;

  /** The period whose ticket keys are in use; guarded by this. */
  private long period;

  /** A certificate and when its files were written. */
  private record Loaded(SslContext context, FileTime certificateTime, FileTime keyTime) {}

  /**
   * Reads a certificate.
   *
   * @throws IOException when a file cannot be read or used
   */
  public Tls(TlsSettings settings, InstantSource clock, Metrics metrics) throws IOException {
    // Counted references: an engine that waits for the collector holds native memory till then.
    this(
        settings,
        clock,
        metrics,
        OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK);
  }

  Tls(TlsSettings settings, InstantSource clock, Metrics metrics, SslProvider provider)
      throws IOException {
    this.settings = settings;
    this.provider = provider;
    this.handshakes = new Handshakes(metrics);
    boolean jdk = provider == SslProvider.JDK;
    boolean none = settings.ticketRotation().isZero();
    if (jdk) {
      warn(none);
    }
    tickets =
        jdk || none
            ? null
            : new TicketKeys(settings.ticketSecret(), settings.ticketRotation(), clock);
    period = tickets == null ? 0 : tickets.period();
    loaded = load();
    seal(loaded.context);
  }

  private void warn(boolean none) {
    if (settings.ticketSecret() != null || none) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} has no effect: BoringSSL does not load here, and the JDK makes session tickets with"
              + " keys of its own, so clients that come back to another node shake hands in full",
          none ? "server.tls.ticket-rotation" : "server.tls.ticket-secret");
    }
  }

  /**
   * Reads the files again when they have changed. One thread at a time.
   *
   * @return whether they had
   * @throws IOException when a file cannot be read or used; the old certificate stays
   */
  public boolean reload() throws IOException {
    Loaded before = loaded;
    if (Files.getLastModifiedTime(settings.certificate()).equals(before.certificateTime)
        && Files.getLastModifiedTime(settings.key()).equals(before.keyTime)) {
      return false;
    }
    Loaded next = load();
    synchronized (this) {
      seal(next.context);
      loaded = next;
      ReferenceCountUtil.release(before.context);
    }
    return true;
  }

  /** Takes the ticket keys of the present time; called every second or so, by any thread. */
  public synchronized void rotate() {
    if (tickets != null && tickets.period() != period) {
      period = tickets.period();
      seal(loaded.context);
    }
  }

  /** A handler for a new socket, which releases what it holds when it is taken off. */
  public SslHandler handler(ByteBufAllocator allocator) {
    SslHandler handler;
    // A context must not be released while a handler is made of it; afterwards it may.
    synchronized (this) {
      handler = loaded.context.newHandler(allocator);
    }
    if (tickets == null && handler.engine() instanceof ReferenceCountedOpenSslEngine engine) {
      // Netty allows them for TLS 1.3 engine by engine, whatever the context says.
      SSL.setOptions(engine.sslPointer(), SSL.SSL_OP_NO_TICKET);
    }
    handler.setHandshakeTimeout(settings.handshake().toMillis(), TimeUnit.MILLISECONDS);
    var _ = handler.handshakeFuture().addListener(handshakes);
    return handler;
  }

  /** Lets the certificate go; no socket may come any more, those that are open may stay. */
  @Override
  public synchronized void close() {
    ReferenceCountUtil.release(loaded.context);
  }

  /** The certificate of new sockets; for tests. */
  SslContext context() {
    return loaded.context;
  }

  private Loaded load() throws IOException {
    Path certificate = settings.certificate();
    Path key = settings.key();
    FileTime certificateTime = Files.getLastModifiedTime(certificate);
    FileTime keyTime = Files.getLastModifiedTime(key);
    try {
      byte[] names = CertificateNames.digest(certificate);
      SslContext context =
          SslContextBuilder.forServer(certificate.toFile(), key.toFile())
              .sslProvider(provider)
              .protocols("TLSv1.3", "TLSv1.2")
              .build();
      if (context instanceof ReferenceCountedOpenSslContext boring) {
        boring.setBioNonApplicationBufferSize(ASIDE_BYTES);
      }
      if (context.sessionContext() instanceof OpenSslServerSessionContext sessions) {
        sessions.setSessionIdContext(names);
        // Tickets instead, for a cache takes memory for clients that may never come.
        sessions.setSessionCacheEnabled(false);
      }
      return new Loaded(context, certificateTime, keyTime);
    } catch (SSLException | GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(
          "server.tls.certificate: %s, server.tls.key: %s (expected: PEM files that belong together)"
              .formatted(certificate, key),
          e);
    }
  }

  /** Gives a context the ticket keys of the present time. */
  private void seal(SslContext context) {
    if (tickets != null && context.sessionContext() instanceof OpenSslSessionContext sessions) {
      sessions.setTicketKeys(tickets.around(tickets.period()));
    }
  }
}
