package dev.freshet.cli;

import dev.freshet.cli.process.Terminal;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code freshet completion}: prints what makes a shell complete commands and options. */
@Command(
    name = "completion",
    header = "Print a script that completes commands and options in bash or zsh.",
    description = "The script is the same for both shells.",
    footer = {
      "  freshet completion bash > ~/.local/share/bash-completion/completions/freshet",
      "  source <(freshet completion bash)",
      "  freshet completion zsh >> ~/.zshrc"
    })
final class CompletionCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private @Nullable CommandSpec spec;

  /** The shells whose completion is known. */
  enum Shell {
    BASH,
    ZSH;

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  @Parameters(arity = "0..1", paramLabel = "SHELL", description = "bash or zsh (default: bash)")
  private Shell shell = Shell.BASH;

  CompletionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (spec != null) {
      terminal.print("# Completion of freshet for " + shell + ".");
      terminal.print(AutoComplete.bash("freshet", spec.root().commandLine()));
    }
    return Cli.OK;
  }
}
