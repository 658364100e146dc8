package dev.freshet.tools.plan.report;

import dev.freshet.tools.plan.money.Crossover;
import dev.freshet.tools.plan.money.Curve;
import dev.freshet.tools.plan.money.Quote;
import dev.freshet.tools.plan.unit.Money;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Curves as a plot takes them: places, and for each line as many values. */
public final class CurveJson {
  /** The lines of self-hosting. */
  public static final String OWN = "freshet";

  /** The same with people. */
  public static final String OWN_WITH_PEOPLE = "freshet-with-people";

  private CurveJson() {}

  /**
   * A line.
   *
   * @param number of the line, the same in every curve
   * @param values one for each point; NaN where a service has no price
   */
  public record Series(String id, String label, int number, List<Double> values) {
    /** Takes a copy. */
    public Series {
      values = List.copyOf(values);
    }
  }

  /**
   * The lines of a curve, self-hosting first, without services that have no price anywhere.
   *
   * @param quotes names of services
   */
  public static List<Series> lines(Curve curve, List<Quote> quotes) {
    var all = new ArrayList<Series>();
    all.add(new Series(OWN, "Freshet, servers", 0, values(curve, Curve.Point::selfHosting)));
    all.add(
        new Series(
            OWN_WITH_PEOPLE, "Freshet with people", 1, values(curve, Curve.Point::withPeople)));
    for (Quote quote : quotes) {
      List<Double> values =
          curve.points().stream()
              .map(point -> {
                Money money = point.managed().get(quote.key());
                return money == null ? Double.NaN : money.usd();
              })
              .toList();
      if (values.stream().anyMatch(Double::isFinite)) {
        all.add(new Series(quote.key(), quote.name(), quotes.indexOf(quote) + 2, values));
      }
    }
    return all;
  }

  private static List<Double> values(Curve curve, Function<Curve.Point, Money> which) {
    return curve.points().stream().map(which).map(Money::usd).toList();
  }

  /**
   * An object with {@code connections}, {@code messages_per_minute}, {@code lines} ({@code id},
   * {@code label}, {@code usd_month} with "" where there is no price) and {@code crossovers}
   * ({@code with}, {@code connections}, {@code usd_month}, {@code words}).
   */
  public static Map<String, Object> of(Curve curve, List<Quote> quotes) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put(
        "connections", curve.points().stream().map(each -> each.connections().count()).toList());
    all.put(
        "messages_per_minute",
        curve.points().stream().map(each -> each.messages().value()).toList());
    all.put("lines", lines(curve, quotes).stream().map(CurveJson::line).toList());
    all.put("crossovers", curve.crossovers().stream().map(CurveJson::crossover).toList());
    return all;
  }

  private static Map<String, Object> line(Series series) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("id", series.id());
    all.put("label", series.label());
    all.put(
        "usd_month",
        series.values().stream()
            .map(value -> Double.isFinite(value) ? (Object) PlanJson.rounded(value) : "")
            .toList());
    return all;
  }

  private static Map<String, Object> crossover(Crossover crossover) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("with", crossover.key());
    crossover
        .at()
        .ifPresent(at -> {
          all.put("connections", at.count());
          all.put("usd_month", PlanJson.rounded(crossover.cost().usd()));
        });
    all.put("words", crossover.words());
    return all;
  }
}
