package dev.freshet.it.hostile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for this machine, signed by itself with the JDK's own tool. */
public final class Certificate {
  private static final char[] PASSWORD = "password".toCharArray();

  private final KeyStore store;

  /** Makes one with this name, in a file of this folder. */
  public Certificate(Path directory, String name) throws IOException, InterruptedException {
    Path file = directory.resolve(name + ".p12");
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-alias",
            "a",
            "-dname",
            "CN=" + name,
            "-ext",
            "san=dns:localhost,ip:127.0.0.1",
            "-storetype",
            "PKCS12",
            "-keystore",
            file.toString(),
            "-storepass",
            new String(PASSWORD),
            "-validity",
            "2");
    int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (exit != 0) {
      throw new IOException("keytool: " + exit);
    }
    try (var in = Files.newInputStream(file)) {
      store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD);
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /** Writes certificate and key as PEM; the files are newer than they were before. */
  public void write(Path certificate, Path key) throws IOException {
    try {
      writePem(certificate, "CERTIFICATE", certificate().getEncoded());
      writePem(key, "PRIVATE KEY", store.getKey("a", PASSWORD).getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static void writePem(Path file, String what, byte[] bytes) throws IOException {
    Instant before =
        Files.exists(file) ? Files.getLastModifiedTime(file).toInstant() : Instant.now();
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    Files.writeString(
        file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, body, what));
    Files.setLastModifiedTime(file, FileTime.from(before.plusSeconds(1)));
  }

  X509Certificate certificate() {
    try {
      return (X509Certificate) store.getCertificate("a");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a client needs that trusts these and no other. */
  public static SSLContext trusting(Certificate... certificates) {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      for (Certificate each : certificates) {
        trusted.setCertificateEntry(
            each.certificate().getSubjectX500Principal().getName(), each.certificate());
      }
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(trusted);
      var context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
