package dev.freshet.tools.load.publish;

import dev.freshet.tools.load.client.ClientPlan.Peer;
import dev.freshet.tools.load.client.ClientPlan.Trust;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Blocking sockets of publishers, which are few. */
final class Sockets {
  private static final int CONNECT_MILLIS = 10_000;

  private Sockets() {}

  /** A connected one, with TLS where the server has it. */
  static Socket connect(Peer server) throws IOException {
    Socket plain = new Socket();
    try {
      plain.connect(new InetSocketAddress(server.host(), server.port()), CONNECT_MILLIS);
      plain.setTcpNoDelay(true);
      return server.tls() == Trust.PLAIN ? plain : tls(plain, server);
    } catch (IOException | GeneralSecurityException e) {
      plain.close();
      throw e instanceof IOException io ? io : new IOException("TLS: " + e.getMessage(), e);
    }
  }

  private static Socket tls(Socket plain, Peer server)
      throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust(server), null);
    SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(plain, server.host(), server.port(), true);
    if (server.tls() == Trust.CHECKED) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
    }
    socket.startHandshake();
    return socket;
  }

  private static TrustManager[] trust(Peer server) throws IOException, GeneralSecurityException {
    if (server.tls() == Trust.ANY) {
      return InsecureTrustManagerFactory.INSTANCE.getTrustManagers();
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(server.ca().isEmpty() ? null : authorities(server.ca()));
    return factory.getTrustManagers();
  }

  private static KeyStore authorities(String file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = new FileInputStream(file)) {
      int number = 0;
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + number++, each);
      }
    }
    return store;
  }
}
