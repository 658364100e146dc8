package dev.freshet.cli.process;

import dev.freshet.cli.client.Text;
import java.io.PrintStream;
import java.util.Locale;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Sets the server's log up: {@code System.Logger} over {@code java.util.logging}, one line a
 * record, on standard error. A fault's stack is shortened onto the same line.
 */
public final class Logs {
  private static final int FRAMES = 6;
  private static final int CAUSES = 4;

  /** Held, because loggers nobody holds are collected with their level. */
  private static final Logger OURS;

  /** Says at every lost connection what our own line says as well, and more. */
  private static final Logger LETTUCE;

  static {
    if (System.getProperty("java.util.logging.manager") == null) {
      System.setProperty("java.util.logging.manager", Lasting.class.getName());
    }
    OURS = Logger.getLogger("dev.freshet");
    LETTUCE = Logger.getLogger("io.lettuce");
  }

  private Logs() {}

  /**
   * Keeps handlers until the very end, where the JDK's own drops them when a shutdown begins: what
   * is told while the server drains would be lost. Reads no file, which also saves start-up time.
   * Made by the JDK from its name.
   */
  public static final class Lasting extends LogManager {
    /** For the JDK. */
    public Lasting() {}

    @Override
    public void reset() {}

    @Override
    public void readConfiguration() {}
  }

  /**
   * From now on, records go to this stream.
   *
   * @param level the least severe of what is logged: error, warn, info or debug; libraries are held
   *     to warn, in debug to info, and the one for Redis to error
   */
  public static void start(PrintStream to, String level) {
    Logger root = Logger.getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    root.addHandler(new Lines(to));
    Level ours =
        switch (level) {
          case "error" -> Level.SEVERE;
          case "warn" -> Level.WARNING;
          case "info" -> Level.INFO;
          case "debug" -> Level.FINE;
          default ->
              throw new IllegalArgumentException(
                  "log.level: " + level + " (expected: error, warn, info or debug)");
        };
    root.setLevel(
        switch (level) {
          case "error" -> Level.SEVERE;
          case "debug" -> Level.INFO;
          default -> Level.WARNING;
        });
    OURS.setLevel(ours);
    LETTUCE.setLevel(level.equals("debug") ? Level.INFO : Level.SEVERE);
  }

  /** Writes one line a record. */
  private static final class Lines extends Handler {
    private final PrintStream to;
    private final SimpleFormatter text = new SimpleFormatter();

    Lines(PrintStream to) {
      this.to = to;
    }

    @Override
    public void publish(@Nullable LogRecord record) {
      if (record == null || !isLoggable(record)) {
        return;
      }
      var line = new StringBuilder(120);
      line.append(record.getInstant().truncatedTo(java.time.temporal.ChronoUnit.MILLIS));
      line.append(String.format(Locale.ROOT, " %-5s ", word(record.getLevel())));
      String name = record.getLoggerName();
      line.append(name == null ? "" : name.substring(name.lastIndexOf('.') + 1)).append(": ");
      line.append(Text.printable(text.formatMessage(record)));
      fault(record.getThrown(), line);
      to.println(line);
    }

    private static String word(Level level) {
      if (level.intValue() >= Level.SEVERE.intValue()) {
        return "error";
      }
      if (level.intValue() >= Level.WARNING.intValue()) {
        return "warn";
      }
      return level.intValue() >= Level.INFO.intValue() ? "info" : "debug";
    }

    private static void fault(@Nullable Throwable thrown, StringBuilder line) {
      Throwable each = thrown;
      for (int depth = 0; each != null && depth < CAUSES; depth++) {
        line.append(depth == 0 ? " | " : " | because of ").append(Text.printable(each.toString()));
        StackTraceElement[] frames = each.getStackTrace();
        for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
          line.append(i == 0 ? " at " : " < ").append(frames[i]);
        }
        each = each.getCause();
      }
    }

    @Override
    public void flush() {
      to.flush();
    }

    @Override
    public void close() {
      to.flush();
    }
  }
}
