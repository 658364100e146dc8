package dev.freshet.console.view;

import dev.freshet.net.http.Answer;
import dev.freshet.net.http.Exchange;
import dev.freshet.tools.doctor.Doctor;
import dev.freshet.tools.doctor.Finding;
import dev.freshet.tools.doctor.Level;
import dev.freshet.tools.doctor.Report;
import dev.freshet.tools.doctor.capacity.Capacity;
import dev.freshet.tools.doctor.capacity.Headroom;
import dev.freshet.tools.doctor.capacity.Limit;
import dev.freshet.tools.doctor.capacity.ServerSettings;
import dev.freshet.tools.doctor.machine.Machine;
import dev.freshet.tools.proc.Root;
import dev.freshet.tools.proc.ServerProcess;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * {@code GET /console/api/headroom}: how many connections this machine holds, which limit comes
 * first, and what the doctor says. The doctor reads tables of the kernel that grow with the
 * connections, so it is asked once a minute at most.
 */
final class HeadroomRoute {
  private static final long FRESH_MILLIS = Duration.ofMinutes(1).toMillis();

  private final Headroom headroom;
  private final Supplier<ServerSettings> settings;
  private final IntSupplier open;
  private final Queries queries;
  private final InstantSource clock;
  private final Root root = Root.system();
  private @Nullable Examined examined;

  /**
   * What the doctor said.
   *
   * @param at milliseconds since 1970
   * @param findings of the machine as it is
   * @param changes what has to be done for a limit to hold twice as many as the first one now
   */
  private record Examined(long at, List<Finding> findings, Map<Limit, String> changes) {}

  /**
   * Over this machine.
   *
   * @param open how many connections there are now
   */
  HeadroomRoute(
      Headroom headroom,
      Supplier<ServerSettings> settings,
      IntSupplier open,
      Queries queries,
      InstantSource clock) {
    this.headroom = headroom;
    this.settings = settings;
    this.open = open;
    this.queries = queries;
    this.clock = clock;
  }

  void answer(Exchange exchange) {
    queries.answer(
        exchange,
        () -> {
          List<Capacity> capacities = headroom.capacities();
          Examined said = examine(capacities);
          return Answer.json(200, json -> write(json, capacities, said));
        });
  }

  private synchronized Examined examine(List<Capacity> capacities) {
    long now = clock.millis();
    Examined known = examined;
    if (known == null || now - known.at() >= FRESH_MILLIS) {
      Machine machine = Machine.ofServer(root, ServerProcess.SELF);
      Report report = Doctor.examine(machine, settings.get(), OptionalLong.empty());
      known = new Examined(now, report.findings(), changes(machine, capacities));
      examined = known;
    }
    return known;
  }

  private Map<Limit, String> changes(Machine machine, List<Capacity> capacities) {
    var changes = new HashMap<Limit, String>();
    first(capacities)
        .ifPresent(first -> {
          var twice = OptionalLong.of(Math.max(1, first.holds().orElse(0)) * 2);
          Report report = Doctor.examine(machine, settings.get(), twice);
          for (Limit limit : Limit.values()) {
            report.findings().stream()
                .filter(finding -> finding.rule().key().equals(rule(limit)))
                .filter(finding -> finding.level() == Level.FAIL)
                .forEach(finding -> changes.put(limit, finding.change()));
          }
        });
    return changes;
  }

  /** The rule that judges a limit. */
  private static String rule(Limit limit) {
    return limit == Limit.APPS ? "app-limits" : limit.key();
  }

  private static Optional<Capacity> first(List<Capacity> capacities) {
    return capacities.stream().filter(Capacity::isBound).findFirst();
  }

  private void write(JsonGenerator json, List<Capacity> capacities, Examined said) {
    json.writeStartObject();
    Optional<Capacity> first = first(capacities);
    json.writeName("holds");
    if (first.isPresent()) {
      json.writeNumber(first.get().holds().orElse(0));
    } else {
      json.writeNull();
    }
    json.writeNumberProperty("now", open.getAsInt());
    json.writeName("first");
    if (first.isPresent()) {
      write(json, first.get(), said);
    } else {
      json.writeNull();
    }
    json.writeArrayPropertyStart("limits");
    capacities.forEach(capacity -> write(json, capacity, said));
    json.writeEndArray();
    json.writeArrayPropertyStart("findings");
    said.findings().forEach(finding -> write(json, finding));
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Capacity capacity, Examined said) {
    json.writeStartObject();
    json.writeStringProperty("limit", capacity.limit().key());
    json.writeName("holds");
    if (capacity.isBound()) {
      json.writeNumber(capacity.holds().orElse(0));
    } else {
      json.writeNull();
    }
    json.writeBooleanProperty("known", capacity.holds().isPresent());
    json.writeStringProperty("what", capacity.how());
    json.writeStringProperty("why", capacity.limit().sentence());
    json.writeStringProperty("change", said.changes().getOrDefault(capacity.limit(), ""));
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Finding finding) {
    json.writeStartObject();
    json.writeStringProperty("rule", finding.rule().key());
    json.writeStringProperty("severity", severity(finding.level()));
    json.writeStringProperty("value", finding.found());
    json.writeStringProperty("expected", finding.expected());
    json.writeStringProperty("says", finding.rule().why());
    json.writeStringProperty("change", finding.change());
    json.writeStringProperty("source", finding.rule().source());
    json.writeEndObject();
  }

  private static String severity(Level level) {
    return switch (level) {
      case FAIL -> "bad";
      case WARN -> "warn";
      case NOTE, OK -> "ok";
      case UNKNOWN -> "unknown";
    };
  }
}
