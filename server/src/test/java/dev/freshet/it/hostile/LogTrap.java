package dev.freshet.it.hostile;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Keeps everything that is logged, down to the finest, by the server and by Netty. */
final class LogTrap extends Handler {
  private static final List<Logger> LOGGERS =
      List.of(Logger.getLogger("dev.freshet"), Logger.getLogger("io.netty"));

  private final List<LogRecord> records = new CopyOnWriteArrayList<>();

  LogTrap() {
    setLevel(Level.ALL);
    LOGGERS.getFirst().setLevel(Level.ALL);
    LOGGERS.forEach(logger -> logger.addHandler(this));
  }

  /** What no client may cause: an error, or an exception that nobody handled. */
  List<String> faults() {
    return records.stream()
        .filter(record ->
            record.getLevel().intValue() >= Level.SEVERE.intValue()
                || (record.getLoggerName().startsWith("io.netty")
                    && record.getLevel().intValue() >= Level.WARNING.intValue()))
        .map(new SimpleFormatter()::format)
        .toList();
  }

  /** Everything, with stack traces. */
  String text() {
    return String.join("", records.stream().map(new SimpleFormatter()::format).toList());
  }

  @Override
  public void publish(LogRecord record) {
    records.add(record);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    LOGGERS.getFirst().setLevel(null);
    LOGGERS.forEach(logger -> logger.removeHandler(this));
  }
}
