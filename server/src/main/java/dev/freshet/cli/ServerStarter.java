package dev.freshet.cli;

import dev.freshet.config.Config;
import java.util.function.Supplier;

/** Starts the server; given by Main, for commands know nothing of it. */
@FunctionalInterface
public interface ServerStarter {

  /**
   * Runs a server until it has stopped.
   *
   * @param config without faults
   * @param reload reads the configuration again from the same places; throws {@link
   *     dev.freshet.config.ConfigFaults} when it cannot be used. May be called from any thread;
   *     blocks on reading files
   * @return the exit code
   * @throws java.io.IOException or IllegalArgumentException when it cannot start, with a message
   *     for people; any other exception is taken for a fault of ours
   */
  int run(Config config, Supplier<Config> reload) throws Exception;
}
