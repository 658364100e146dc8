package dev.freshet.tools.plan.price;

import dev.freshet.config.Faults;
import dev.freshet.config.Source;
import dev.freshet.config.Tree;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.OptionalDouble;

/** Reads the fields of one row, and tells what is wrong with them. */
final class RowReader {
  private static final double MAX = 1e12;
  private static final int MAX_TEXT = 400;
  private static final LocalDate NONE = LocalDate.EPOCH;

  private final String file;
  private final String path;
  private final Tree.Fields fields;
  private final Faults faults;

  /**
   * Of a row.
   *
   * @param path of the row, for faults
   * @param known its keys
   */
  RowReader(String file, String path, Tree.Fields fields, List<String> known, Faults faults) {
    this.file = file;
    this.path = path;
    this.fields = fields;
    this.faults = faults;
    fields
        .fields()
        .forEach((key, field) -> {
          if (!known.contains(key)) {
            faults.unknown(
                Source.line(file, field.line()),
                path + "." + key,
                known.stream().map(each -> path + "." + each).toList(),
                "freshet plan --prices");
          }
        });
  }

  /** A number from 0, which must be there. */
  double number(String key) {
    OptionalDouble value = optional(key);
    if (value.isEmpty() && !fields.fields().containsKey(key)) {
      missing(key, "a number");
    }
    return value.orElse(0);
  }

  /** A number from 0, or none; what is no number is a fault. */
  OptionalDouble optional(String key) {
    String text = scalar(key);
    if (text.isEmpty()) {
      return OptionalDouble.empty();
    }
    try {
      double value = Double.parseDouble(text);
      if (value >= 0 && value <= MAX && text.matches("[0-9.eE+]+")) {
        return OptionalDouble.of(value);
      }
    } catch (NumberFormatException _) {
      // Told below.
    }
    fault(key, text, "a number from 0 to 1e12");
    return OptionalDouble.empty();
  }

  /** A number above 0, which must be there; 1 after a fault. */
  double positive(String key) {
    double value = number(key);
    if (value == 0 && fields.fields().get(key) != null) {
      fault(key, "0", "a number above 0");
    }
    return value == 0 ? 1 : value;
  }

  /** A text that must be there. */
  String text(String key) {
    String text = note(key);
    if (text.isEmpty()) {
      missing(key, "a text");
    }
    return text;
  }

  /** A text that may be left out. */
  String note(String key) {
    String text = scalar(key);
    if (text.length() > MAX_TEXT) {
      fault(key, text, "at most " + MAX_TEXT + " characters");
      return "";
    }
    return text;
  }

  /** Source, date and whether it is confirmed. */
  Origin origin() {
    return new Origin(text("source"), date(), confirmed());
  }

  private LocalDate date() {
    String text = text("date");
    try {
      return text.isEmpty() ? NONE : LocalDate.parse(text);
    } catch (DateTimeParseException _) {
      fault("date", text, "a date such as 2026-11-28");
      return NONE;
    }
  }

  private boolean confirmed() {
    String text = text("confirmed");
    if (!text.isEmpty() && !text.equals("yes") && !text.equals("no")) {
      fault("confirmed", text, "yes or no");
    }
    return text.equals("yes");
  }

  /** Tells of a value. */
  void fault(String key, String value, String expected) {
    Tree.Field field = fields.fields().get(key);
    int line = field == null ? fields.line() : field.line();
    faults.add(Source.line(file, line), path + "." + key, value, expected);
  }

  private void missing(String key, String expected) {
    faults.add(Source.line(file, fields.line()), path + "." + key, "missing", expected);
  }

  private String scalar(String key) {
    Tree.Field field = fields.fields().get(key);
    if (field == null) {
      return "";
    }
    if (field.value() instanceof Tree.Scalar scalar) {
      return scalar.value().strip();
    }
    fault(key, field.value().what(), "a single value");
    return "";
  }
}
