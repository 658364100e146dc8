package dev.freshet.tools.load.run;

import java.util.List;
import java.util.Map;

/**
 * How it is published where one rate is measured after the other.
 *
 * @param rates publications a second over all channels, one measurement each; 0 for as fast as
 *     answers come
 * @param seconds of each
 * @param warmup seconds of each rate before the first measurement
 * @param size bytes of a body
 * @param publishers at most so many publish at once
 */
public record Rates(List<Integer> rates, int seconds, int warmup, int size, int publishers) {

  /** What a report says of it, beside what its measurement adds. */
  void tell(Map<String, Object> settings) {
    settings.put("size", size);
    settings.put("seconds", seconds);
    settings.put("warmup", warmup);
  }
}
