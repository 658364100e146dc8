package dev.freshet.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** A subscriber that writes down what happens to it. */
public final class Recorder implements Subscriber {
  private final List<String> events = new ArrayList<>();
  private Runnable onDeliver = () -> {};

  @Override
  public void deliver(Subscription subscription, Encoded batch, int first) {
    ByteBuf bytes = batch.retainedFrom(first);
    try {
      events.add(bytes.toString(UTF_8));
    } finally {
      bytes.release();
    }
    onDeliver.run();
  }

  @Override
  public void flush() {
    events.add("flush");
  }

  @Override
  public void overrun(Subscription subscription) {
    events.add("overrun");
  }

  /** What happens in each delivery, after it is noted. */
  public void onDeliver(Runnable action) {
    onDeliver = action;
  }

  /** Everything: each batch as its text, {@code flush}, {@code overrun}. */
  public List<String> events() {
    return events;
  }

  /** The lines delivered, without the name of the wire, in order. */
  public List<String> heard() {
    return events.stream()
        .filter(event -> event.endsWith("\n"))
        .flatMap(String::lines)
        .map(line -> line.substring(line.indexOf(' ') + 1))
        .toList();
  }
}
