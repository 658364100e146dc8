package dev.freshet.tools.plan.money;

import dev.freshet.tools.plan.price.Origin;
import dev.freshet.tools.plan.price.Price;
import dev.freshet.tools.plan.price.PriceList;
import dev.freshet.tools.plan.price.PriceRow;
import dev.freshet.tools.plan.unit.Money;
import dev.freshet.tools.plan.unit.Volume;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes a quote: its lines, and a note for each price that is not confirmed. */
final class Reckoning {
  private final PriceList prices;
  private final List<Line> lines = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Set<String> unconfirmed = new LinkedHashSet<>();

  Reckoning(PriceList prices) {
    this.prices = prices;
  }

  /** What a price is; it is noted when it is not confirmed. */
  double use(Price price) {
    PriceRow row = prices.row(price);
    if (!row.origin().confirmed()) {
      unconfirmed.add(price.key());
    }
    return row.value();
  }

  /** The same for a package. */
  void use(String name, Origin origin) {
    if (!origin.confirmed()) {
      unconfirmed.add(name);
    }
  }

  /** A line that asks something for each million. */
  void millions(String what, Volume volume, Price each) {
    line(what, volume.text() + " at " + use(each) + " a million", volume.millions() * use(each));
  }

  void line(String what, String how, double usd) {
    lines.add(new Line(what, how, new Money(usd)));
  }

  void note(String note) {
    notes.add(note);
  }

  Quote quote(String key, String name) {
    return new Quote(
        key, name, prices.parts().contains(key), Optional.of(new Bill(lines)), "", allNotes());
  }

  /** There is no price for that. */
  Quote none(String key, String name, String why) {
    return new Quote(key, name, prices.parts().contains(key), Optional.empty(), why, allNotes());
  }

  private List<String> allNotes() {
    var all = new ArrayList<>(notes);
    if (!unconfirmed.isEmpty()) {
      all.add("not confirmed: " + String.join(", ", unconfirmed));
    }
    return all;
  }
}
