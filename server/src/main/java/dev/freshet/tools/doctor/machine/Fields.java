package dev.freshet.tools.doctor.machine;

import dev.freshet.tools.proc.Numbers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Numbers with names, of files such as meminfo, memory.stat and netstat. */
public final class Fields {
  private final Map<String, Long> values;

  private Fields(Map<String, Long> values) {
    this.values = values;
  }

  /** Of lines with a name and a number each; a colon after the name and a unit do not matter. */
  static Fields of(List<String> lines) {
    var values = new HashMap<String, Long>();
    for (String line : lines) {
      String[] words = line.strip().split("\\s+", -1);
      if (words.length > 1) {
        Numbers.read(words[1])
            .ifPresent(value -> values.put(words[0].replaceFirst(":$", ""), value));
      }
    }
    return new Fields(values);
  }

  /** Of pairs of lines, as in netstat: one with the names, and one with their numbers. */
  static Fields ofPairs(List<String> lines) {
    var values = new HashMap<String, Long>();
    for (int i = 0; i + 1 < lines.size(); i += 2) {
      String[] names = lines.get(i).strip().split("\\s+", -1);
      String[] numbers = lines.get(i + 1).strip().split("\\s+", -1);
      for (int k = 1; k < Math.min(names.length, numbers.length); k++) {
        String name = names[k];
        Numbers.read(numbers[k]).ifPresent(value -> values.put(name, value));
      }
    }
    return new Fields(values);
  }

  /** Of one line that names each number before it, as in sockstat. */
  static Fields ofLine(String line) {
    var values = new HashMap<String, Long>();
    String[] words = line.strip().split("\\s+", -1);
    for (int i = 1; i + 1 < words.length; i += 2) {
      String name = words[i];
      Numbers.read(words[i + 1]).ifPresent(value -> values.put(name, value));
    }
    return new Fields(values);
  }

  /** Whether there is a number of that name. */
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** The number, 0 without one. */
  public long get(String name) {
    return values.getOrDefault(name, 0L);
  }

  /** The number, if there is one. */
  public OptionalLong find(String name) {
    Long value = values.get(name);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
