package dev.freshet.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * TLS 1.2 and 1.3 with a certificate that can be replaced while the server runs: sockets that are
 * open keep the one they began with. BoringSSL where its library loads, the JDK's own elsewhere.
 */
public final class Tls {
  private final Path certificate;
  private final Path key;
  private final long handshakeMillis;
  private volatile Loaded loaded;

  /** A certificate and when its files were written. */
  private record Loaded(SslContext context, FileTime certificateTime, FileTime keyTime) {}

  /**
   * Reads a certificate.
   *
   * @param certificate a PEM file with the chain, the server's own first
   * @param key a PEM file with its unencrypted private key in PKCS#8
   * @param handshakeMillis how long a handshake may take
   * @throws IOException when a file cannot be read or used
   */
  public Tls(Path certificate, Path key, long handshakeMillis) throws IOException {
    this.certificate = certificate;
    this.key = key;
    this.handshakeMillis = handshakeMillis;
    this.loaded = load();
  }

  /**
   * Reads the files again when they have changed. One thread at a time.
   *
   * @return whether they had
   * @throws IOException when a file cannot be read or used; the old certificate stays
   */
  public boolean reload() throws IOException {
    Loaded before = loaded;
    if (Files.getLastModifiedTime(certificate).equals(before.certificateTime)
        && Files.getLastModifiedTime(key).equals(before.keyTime)) {
      return false;
    }
    Loaded next = load();
    synchronized (this) {
      loaded = next;
      ReferenceCountUtil.release(before.context);
    }
    return true;
  }

  /** A handler for a new socket. */
  SslHandler handler(ByteBufAllocator allocator) {
    SslHandler handler;
    // A context must not be released while a handler is made of it; afterwards it may.
    synchronized (this) {
      handler = loaded.context.newHandler(allocator);
    }
    handler.setHandshakeTimeout(handshakeMillis, TimeUnit.MILLISECONDS);
    return handler;
  }

  private Loaded load() throws IOException {
    FileTime certificateTime = Files.getLastModifiedTime(certificate);
    FileTime keyTime = Files.getLastModifiedTime(key);
    try {
      SslContext context =
          SslContextBuilder.forServer(certificate.toFile(), key.toFile())
              .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
              .protocols("TLSv1.3", "TLSv1.2")
              .build();
      return new Loaded(context, certificateTime, keyTime);
    } catch (SSLException | IllegalArgumentException e) {
      throw new IOException(
          "server.tls.certificate: %s, server.tls.key: %s (expected: PEM files that belong together)"
              .formatted(certificate, key),
          e);
    }
  }
}
