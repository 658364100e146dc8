package dev.freshet.cli.tools;

import dev.freshet.tools.doctor.Finding;
import dev.freshet.tools.doctor.Report;
import dev.freshet.tools.doctor.capacity.Capacity;
import dev.freshet.tools.doctor.capacity.Cost;
import dev.freshet.tools.doctor.machine.Machine;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A report as JSON; docs/reference/doctor.md says what is in it. */
final class DoctorJson {
  private DoctorJson() {}

  static Map<String, Object> of(Report report) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("fits", report.fits());
    report.target().ifPresent(target -> all.put("target", target));
    all.put("connections", connections(report));
    all.put("limits", report.capacities().stream().map(DoctorJson::limit).toList());
    all.put("findings", report.findings().stream().map(DoctorJson::finding).toList());
    all.put("machine", machine(report.machine()));
    all.put("cost", cost());
    return all;
  }

  private static Map<String, Object> connections(Report report) {
    Map<String, Object> all = new LinkedHashMap<>();
    report
        .first()
        .ifPresent(first -> {
          all.put("holds", first.holds().orElse(0));
          all.put("first", first.limit().key());
        });
    report.next().ifPresent(next -> all.put("next", next.limit().key()));
    return all;
  }

  private static Map<String, Object> limit(Capacity capacity) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("limit", capacity.limit().key());
    if (capacity.isBound()) {
      all.put("holds", capacity.holds().orElse(0));
    }
    all.put("known", capacity.holds().isPresent());
    all.put("how", capacity.how());
    return all;
  }

  private static Map<String, Object> finding(Finding finding) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("rule", finding.rule().key());
    all.put("level", finding.level().word());
    all.put("found", finding.found());
    if (!finding.expected().isEmpty()) {
      all.put("expected", finding.expected());
    }
    if (!finding.change().isEmpty()) {
      all.put("change", finding.change());
    }
    all.put("why", finding.rule().why());
    all.put("source", finding.rule().source());
    return all;
  }

  private static Map<String, Object> machine(Machine machine) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("kernel", machine.kernel());
    machine.processors().ifPresent(count -> all.put("processors", count));
    machine.memory().ifPresent(bytes -> all.put("memory-bytes", bytes));
    all.put("place", machine.place().kind().name().toLowerCase(Locale.ROOT));
    if (!machine.place().unit().isEmpty()) {
      all.put("unit", machine.place().unit());
    }
    all.put("server", machine.isServer());
    if (machine.isServer()) {
      all.put("process", machine.process().name());
      machine.process().descriptors().ifPresent(open -> all.put("open-files", open));
      machine.process().resident().ifPresent(bytes -> all.put("resident-bytes", bytes));
    }
    machine.heap().ifPresent(heap -> all.put("heap-max-bytes", heap.max()));
    return all;
  }

  private static Map<String, Object> cost() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("heap-bytes", Cost.HEAP);
    all.put("native-bytes", Cost.NATIVE);
    all.put("kernel-bytes", Cost.KERNEL);
    all.put("source", Cost.SOURCE);
    return all;
  }
}
