package dev.freshet.tools.plan;

import dev.freshet.tools.plan.demand.Audience;
import dev.freshet.tools.plan.demand.Circumstances;
import dev.freshet.tools.plan.demand.Count;
import dev.freshet.tools.plan.demand.Estimate;
import dev.freshet.tools.plan.demand.Service;
import dev.freshet.tools.plan.demand.Workload;
import dev.freshet.tools.plan.price.Instance;
import dev.freshet.tools.plan.price.Price;
import dev.freshet.tools.plan.price.PriceList;
import dev.freshet.tools.plan.size.Wishes;
import dev.freshet.tools.plan.unit.Bytes;
import dev.freshet.tools.plan.unit.Connections;
import dev.freshet.tools.plan.unit.Figures;
import dev.freshet.tools.plan.unit.Minutes;
import dev.freshet.tools.plan.unit.Money;
import dev.freshet.tools.plan.unit.PerMinute;
import dev.freshet.tools.plan.unit.Seconds;
import dev.freshet.tools.plan.unit.Share;
import dev.freshet.tools.plan.unit.Users;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns texts into a request, and gathers what is wrong with them. */
final class RequestReader {
  private final Map<String, String> values;
  private final PriceList prices;
  private final List<String> faults = new ArrayList<>();
  private @Nullable Service service;

  RequestReader(Map<String, String> values, PriceList prices) {
    this.values = values;
    this.prices = prices;
  }

  Request read() throws InputFaults {
    values.keySet().stream()
        .filter(key -> Input.of(key).isEmpty())
        .forEach(
            key -> faults.add("--%s: unknown (expected: %s)".formatted(clip(key), Input.keys())));
    service = service();
    Optional<String> instance = instance();
    Optional<Estimate> estimate = estimate();
    long peak = peak(estimate);
    Workload demand = demand(estimate, peak);
    var circumstances =
        new Circumstances(
            whole(Input.TEAM),
            whole(Input.DEADLINE),
            flag(Input.CUSTOM_PROTOCOL),
            flag(Input.TRADING));
    var wishes = new Wishes(new Seconds(number(Input.RECOVER, 0)), instance);
    var people = new Money(number(Input.PEOPLE, prices.value(Price.PEOPLE)));
    if (!faults.isEmpty()) {
      throw new InputFaults(faults);
    }
    return new Request(
        demand, circumstances, Optional.ofNullable(service), estimate, wishes, people);
  }

  private @Nullable Service service() {
    String wanted = values.get(Input.SERVICE.key());
    if (wanted == null) {
      return null;
    }
    return Arrays.stream(Service.values())
        .filter(each -> each.key().equals(wanted))
        .findFirst()
        .orElseGet(() -> {
          fault(
              Input.SERVICE,
              wanted,
              Arrays.stream(Service.values())
                  .map(Service::key)
                  .collect(Collectors.joining(", ", "one of ", "")));
          return null;
        });
  }

  private Optional<String> instance() {
    Optional<String> wanted = Optional.ofNullable(values.get(Input.INSTANCE.key()));
    wanted.ifPresent(name -> {
      if (prices.node(name).isEmpty()) {
        fault(
            Input.INSTANCE,
            name,
            prices.nodes().stream()
                .map(Instance::name)
                .collect(Collectors.joining(", ", "one of ", "")));
      }
    });
    return wanted;
  }

  /** From people, where they are given or come with the preset, and no peak is. */
  private Optional<Estimate> estimate() {
    boolean peak = values.containsKey(Input.PEAK.key());
    boolean users = values.containsKey(Input.DAILY_USERS.key());
    if (peak && users) {
      fault(Input.PEAK, given(Input.PEAK), "either this or --daily-users");
    }
    if (peak || (!users && service == null)) {
      return Optional.empty();
    }
    Audience preset = service == null ? null : service.audience();
    return Optional.of(
        new Audience(
                new Users(
                    (long)
                        number(
                            Input.DAILY_USERS,
                            preset == null ? 1 : (double) preset.daily().count())),
                new Minutes(
                    number(Input.SESSION_MINUTES, preset == null ? 0 : preset.session().value())),
                new Share(number(Input.SESSIONS, preset == null ? 0 : preset.sessions().value())),
                new Minutes(
                    number(Input.LINGER_MINUTES, preset == null ? -1 : preset.linger().value())),
                new Share(number(Input.DEVICES, preset == null ? 0 : preset.devices().value())),
                new Share(
                    number(Input.PEAK_FACTOR, preset == null ? 0 : preset.peakFactor().value())))
            .estimate());
  }

  private long peak(Optional<Estimate> estimate) {
    if (estimate.isEmpty() && !values.containsKey(Input.PEAK.key())) {
      faults.add("--peak: missing (expected: connections such as 50k, --daily-users or --service)");
      return 1;
    }
    long peak =
        estimate
            .map(each -> Math.max(1, each.peak().count()))
            .orElseGet(() -> (long) number(Input.PEAK, 1));
    if (peak > Input.PEAK.most()) {
      fault(
          Input.DAILY_USERS,
          Figures.count((double) peak) + " connections at the peak",
          "at most " + Figures.count(Input.PEAK.most()) + " connections");
    }
    return Math.clamp(peak, 1, (long) Input.PEAK.most());
  }

  private Workload demand(Optional<Estimate> estimate, long peak) {
    double average =
        values.containsKey(Input.AVERAGE.key()) || estimate.isEmpty()
            ? number(Input.AVERAGE, 0)
            : estimate.get().averagePart().value();
    OptionalDouble monthly = optional(Input.MONTHLY_USERS);
    return new Workload(
        service == null ? "a service" : service.key(),
        new Connections(peak),
        new Share(average),
        new PerMinute(number(Input.MESSAGES, service == null ? -1 : service.messages().value())),
        new Bytes(number(Input.PAYLOAD, service == null ? -1 : service.payload().count())),
        (long) number(Input.CHANNELS, service == null ? -1 : (double) service.channels()),
        (int) number(Input.SUBSCRIPTIONS, service == null ? -1 : service.subscriptions()),
        flag(Input.TLS),
        (int) number(Input.REGIONS, -1),
        (int) number(Input.HISTORY, service == null ? -1 : service.history()),
        monthly.isPresent()
            ? Optional.of(new Users((long) monthly.getAsDouble()))
            : Optional.empty());
  }

  /**
   * A number that always is in its range: what was given, else the preset's, else the standard one.
   *
   * @param preset below the least one when there is none
   */
  private double number(Input input, double preset) {
    OptionalDouble given = optional(input);
    if (given.isPresent()) {
      return given.getAsDouble();
    }
    if (preset >= input.least() || input.standard().isEmpty()) {
      return preset;
    }
    return Double.parseDouble(input.standard());
  }

  private OptionalDouble optional(Input input) {
    String text = values.get(input.key());
    if (text == null) {
      return OptionalDouble.empty();
    }
    OptionalDouble value = Count.read(text);
    boolean whole =
        value.isPresent()
            && value.getAsDouble() != Math.rint(value.getAsDouble())
            && List.of("COUNT", "BYTES", "WEEKS").contains(input.label());
    if (value.isEmpty()
        || whole
        || value.getAsDouble() < input.least()
        || value.getAsDouble() > input.most()) {
      fault(
          input,
          text,
          "%s from %s to %s"
              .formatted(
                  input.label().equals("COUNT") ? "a count such as 50k or 2m" : "a number",
                  Figures.count(input.least()),
                  Figures.count(input.most())));
      return OptionalDouble.empty();
    }
    return value;
  }

  private OptionalInt whole(Input input) {
    OptionalDouble value = optional(input);
    return value.isPresent() ? OptionalInt.of((int) value.getAsDouble()) : OptionalInt.empty();
  }

  private boolean flag(Input input) {
    String text = values.getOrDefault(input.key(), "false");
    if (!text.equals("true") && !text.equals("false")) {
      fault(input, text, "true or false");
    }
    return text.equals("true");
  }

  private String given(Input input) {
    return values.getOrDefault(input.key(), "");
  }

  private void fault(Input input, String value, String expected) {
    faults.add("--%s: %s (expected: %s)".formatted(input.key(), clip(value), expected));
  }

  private static String clip(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() > 60 ? line.substring(0, 60) + "…" : line;
  }
}
