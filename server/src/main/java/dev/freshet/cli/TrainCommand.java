package dev.freshet.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code freshet train}: what the launcher runs once after a build, so that the JVM writes down
 * which classes and code a start needs.
 */
@Command(
    name = "train",
    hidden = true,
    header = "Do what a server does at its start, and end: for the JVM's AOT cache.",
    footer = "  freshet train")
final class TrainCommand implements Callable<Integer> {
  private final Callable<Integer> training;

  TrainCommand(Callable<Integer> training) {
    this.training = training;
  }

  @Override
  public Integer call() throws Exception {
    return training.call();
  }
}
