package dev.freshet.it;

import dev.freshet.it.hostile.Certificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;

/** A certificate for localhost in the files that servers and balancers read. */
final class TlsFiles {
  private final Certificate certificate;
  private final Path directory;

  /** Writes them into this folder. */
  TlsFiles(Path directory) throws IOException, InterruptedException {
    this.directory = directory;
    certificate = new Certificate(directory, "localhost");
    certificate.write(chain(), key());
    Files.writeString(both(), Files.readString(chain()) + Files.readString(key()));
  }

  /** The certificate. */
  Path chain() {
    return directory.resolve("chain.pem");
  }

  /** Its key. */
  Path key() {
    return directory.resolve("key.pem");
  }

  /** Both in one file, as HAProxy wants them. */
  Path both() {
    return directory.resolve("both.pem");
  }

  /** Clients that trust it. */
  SSLContext trusting() {
    return Certificate.trusting(certificate);
  }
}
