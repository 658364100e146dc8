package dev.freshet.tools.plan.money;

import dev.freshet.tools.plan.unit.Money;
import java.util.List;

/** What a month costs, line by line. */
public record Bill(List<Line> lines) {
  /** Takes a copy. */
  public Bill {
    lines = List.copyOf(lines);
  }

  /** All lines together. */
  public Money total() {
    return lines.stream().map(Line::cost).reduce(Money.ZERO, Money::plus);
  }
}
