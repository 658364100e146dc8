package dev.freshet.it.pusher;

import dev.freshet.it.Node;
import dev.freshet.it.NodePackages;
import dev.freshet.it.Parsed;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The backend of an example, started as its README says, on a free port. */
final class Example implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 10;

  private final Process process;
  private final URI page;
  private final Path modules;

  /**
   * Copies the example beside the packages of the tests, which are those it asks for, and starts
   * it.
   *
   * @param name its folder's
   */
  Example(String name, Node node) throws IOException, InterruptedException {
    NodePackages packages = NodePackages.install();
    Path folder = Files.createDirectories(packages.folder().resolve("examples").resolve(name));
    modules = packages.folder().resolve("node_modules");
    NodePackages.copy(Path.of("..", "examples", name), folder);
    if (!packages(packages.folder()).entrySet().containsAll(packages(folder).entrySet())) {
      throw new AssertionError(name + " wants other packages than the tests have");
    }
    ProcessBuilder builder = packages.command("server.mjs").directory(folder.toFile());
    builder.environment().put("PORT", "0");
    builder.environment().put("FRESHET_URL", node.http("").toString());
    process = builder.start();
    BufferedReader out = process.inputReader();
    String line = out.readLine();
    if (line == null) {
      throw new IOException(name + " did not start");
    }
    page = URI.create(line);
  }

  private static Map<String, Object> packages(Path folder) throws IOException {
    String manifest = Files.readString(folder.resolve("package.json"));
    return Parsed.json(manifest).object("dependencies").fields();
  }

  /** Where its page is. */
  URI page() {
    return page;
  }

  /** The source of one of the builds of pusher-js for browsers. */
  String library(String file) throws IOException {
    return Files.readString(modules.resolve("pusher-js/dist/web").resolve(file));
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }
}
