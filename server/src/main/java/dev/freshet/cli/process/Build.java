package dev.freshet.cli.process;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.jar.Attributes;
import org.jspecify.annotations.Nullable;

/**
 * What this build calls itself, from the manifest of its jar; {@code unknown} outside one.
 *
 * @param version such as {@code 0.1.0}
 * @param commit the commit it was made from
 */
public record Build(String version, String commit) {

  /** The build that runs. */
  public static Build current() {
    Attributes manifest = manifest();
    return new Build(
        attribute(manifest, "Implementation-Version"), attribute(manifest, "Freshet-Commit"));
  }

  private static @Nullable Attributes manifest() {
    URL own = Build.class.getResource("Build.class");
    try {
      return own != null && own.openConnection() instanceof JarURLConnection jar
          ? jar.getMainAttributes()
          : null;
    } catch (IOException _) {
      return null;
    }
  }

  private static String attribute(@Nullable Attributes manifest, String name) {
    String value = manifest == null ? null : manifest.getValue(name);
    return value == null ? "unknown" : value;
  }
}
