package dev.freshet.net.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** Whom a certificate is for, whichever key it has and whoever signed it. */
final class CertificateNames {
  private CertificateNames() {}

  /**
   * A digest of the subject and the subject's alternative names: 32 bytes, as many as a session id
   * context may have.
   *
   * @param chain a PEM file; its first certificate counts
   */
  static byte[] digest(Path chain) throws IOException, GeneralSecurityException {
    X509Certificate certificate;
    try (var in = Files.newInputStream(chain)) {
      certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
    var digest = MessageDigest.getInstance("SHA-256");
    digest.update(certificate.getSubjectX500Principal().getEncoded());
    for (String name : alternatives(certificate)) {
      digest.update(name.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
    return digest.digest();
  }

  private static Collection<String> alternatives(X509Certificate certificate)
      throws CertificateParsingException {
    var names = new TreeSet<String>();
    Collection<List<?>> found = certificate.getSubjectAlternativeNames();
    if (found != null) {
      found.forEach(name -> names.add(name.toString()));
    }
    return names;
  }
}
