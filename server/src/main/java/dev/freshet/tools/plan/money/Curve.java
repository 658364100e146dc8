package dev.freshet.tools.plan.money;

import dev.freshet.tools.plan.unit.Connections;
import dev.freshet.tools.plan.unit.Money;
import dev.freshet.tools.plan.unit.PerMinute;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Costs along connections or message rates, from small to large.
 *
 * @param points not in even steps: what was asked and the crossovers are among them
 * @param crossovers of the services with self-hosting and people, along connections; empty along
 *     message rates
 */
public record Curve(List<Point> points, List<Crossover> crossovers) {
  /** Takes copies. */
  public Curve {
    points = List.copyOf(points);
    crossovers = List.copyOf(crossovers);
  }

  /**
   * A point.
   *
   * @param selfHosting without people
   * @param withPeople the same with people
   * @param managed by the key of the service; one that has no price there is not in it
   */
  public record Point(
      Connections connections,
      PerMinute messages,
      Money selfHosting,
      Money withPeople,
      Map<String, Money> managed) {
    /** Takes a copy. */
    public Point {
      managed = Collections.unmodifiableMap(new TreeMap<>(managed));
    }
  }
}
