package dev.freshet.tools.plan.report;

import dev.freshet.tools.plan.Plan;
import dev.freshet.tools.plan.size.BalancerPlan;
import dev.freshet.tools.plan.size.Crossing;
import dev.freshet.tools.plan.size.MemoryPart;
import dev.freshet.tools.plan.size.NodePlan;
import dev.freshet.tools.plan.size.OsLimit;
import dev.freshet.tools.plan.size.RedisPlan;
import dev.freshet.tools.plan.size.StormPlan;
import dev.freshet.tools.plan.size.Traffic;
import dev.freshet.tools.plan.unit.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The sections about machines: nodes, memory, Redis, balancer, storms, limits, regions. */
final class SizeParts {
  private static final List<String> TWO = List.of("what", "how much");

  private final Plan plan;
  private final Document to;
  private final String place;

  SizeParts(Plan plan, Document to) {
    this.plan = plan;
    this.to = to;
    this.place = plan.demand().regions() > 1 ? " of one region" : "";
  }

  void write() {
    nodes();
    memory();
    redis();
    balancer();
    storms();
    limits();
    traffic();
    regions();
  }

  private static List<String> row(String what, String how) {
    return List.of(what, how);
  }

  private static String percent(double part) {
    return Figures.few(part * 100) + " %";
  }

  private void nodes() {
    NodePlan nodes = plan.region().nodes();
    to.heading("Nodes" + place);
    var rows = new ArrayList<List<String>>();
    rows.add(
        row(
            "nodes",
            "%d × %s (%d cores, %s, $%s an hour)"
                .formatted(
                    nodes.count(),
                    nodes.instance().name(),
                    nodes.instance().cores(),
                    nodes.instance().memory().text(),
                    nodes.instance().hour().usd())));
    rows.add(row("decided by", nodes.bound().word()));
    rows.add(row("connections each", nodes.each().text()));
    if (nodes.count() > 1) {
      rows.add(row("each, with one node lost", nodes.oneLost().text()));
    }
    rows.add(row("a node has memory for", nodes.byMemory().text()));
    rows.add(row("a node has CPU for, publications aside", nodes.byCpu().text()));
    rows.add(row("CPU busy at the peak", percent(nodes.cpu().value())));
    to.table(TWO, rows);
  }

  private void memory() {
    NodePlan nodes = plan.region().nodes();
    to.heading("Memory of a node with " + nodes.holds().text() + " connections");
    var rows = new ArrayList<List<String>>();
    for (MemoryPart part : nodes.memory()) {
      rows.add(
          List.of(
              part.name(),
              part.heap() ? "heap" : "beside it",
              part.each().count() > 0
                  ? String.format(Locale.ROOT, "%,.0f", part.each().count())
                  : "",
              part.node().text()));
    }
    rows.add(List.of("all", "", "", nodes.memoryTotal().text()));
    rows.add(List.of("of it the heap: -Xmx", "", "", nodes.heap().text()));
    to.table(List.of("part", "where", ">B a connection", ">on a node"), rows);
  }

  private void redis() {
    RedisPlan redis = plan.region().redis();
    to.heading("Redis" + place);
    if (redis.kind() == RedisPlan.Kind.NONE) {
      to.paragraph("None: one node needs no other to talk to.");
      return;
    }
    var rows = new ArrayList<List<String>>();
    rows.add(
        row(
            redis.kind().word(),
            "%d %s, %d %s each, %d × %s"
                .formatted(
                    redis.shards(),
                    redis.shards() == 1 ? "primary" : "primaries",
                    redis.replicas(),
                    redis.replicas() == 1 ? "replica" : "replicas",
                    redis.servers(),
                    redis.instance().map(each -> each.name()).orElse(""))));
    rows.add(row("publications a second at the peak", redis.publications().text()));
    rows.add(row("a primary's core is busy", percent(redis.busy().value())));
    rows.add(row("memory of channels and history", redis.memory().text()));
    to.table(TWO, rows);
  }

  private void balancer() {
    BalancerPlan balancer = plan.region().balancer();
    if (!balancer.needed()) {
      return;
    }
    to.heading("Load balancer" + place);
    to.paragraph(
        ("It holds %s connections and is offered at most %s new ones a second in a storm. The trap is"
                + " what it asks by: one that passes TCP through counts a connection once for each"
                + " 100,000, one that ends TLS or reads HTTP once for each 3,000.")
            .formatted(balancer.active().text(), balancer.fresh().text()));
    to.table(
        List.of("kind", ">a month"),
        plan.balancers().stream().map(each -> List.of(each.how(), each.cost().text())).toList());
  }

  private void storms() {
    StormPlan storm = plan.region().storm();
    to.heading("Storms" + place);
    var rows = new ArrayList<List<String>>();
    rows.add(
        row(
            "handshakes a second",
            storm.perNode().text() + " a node, " + storm.all().text() + " all"));
    rows.add(
        row("everybody dropped: clients must spread over", "at least " + storm.window().text()));
    if (plan.region().nodes().count() > 1) {
      rows.add(
          row(
              "one node lost: the others let its clients in within",
              storm.lost().text()
                  + " (asked for: "
                  + storm.allowed().text()
                  + "), what clients wait by themselves aside"));
      rows.add(
          row(
              "rolling deploy: move at most",
              storm.deployRate().text()
                  + " connections a second, half of what the others can take"));
      rows.add(row("rolling deploy: a node is empty after", storm.deployNode().text()));
      rows.add(row("rolling deploy: all nodes", storm.deployAll().text()));
    }
    to.table(TWO, rows);
  }

  private void limits() {
    to.heading("Limits to set on a node");
    var rows = new ArrayList<List<String>>();
    for (OsLimit limit : plan.region().limits()) {
      rows.add(
          List.of(limit.name(), String.format(Locale.ROOT, "%,d", limit.value()), limit.why()));
    }
    to.table(List.of("limit", ">value", "why"), rows);
  }

  private void traffic() {
    Traffic traffic = plan.region().traffic();
    to.heading("Traffic" + place);
    to.table(
        TWO,
        List.of(
            row("deliveries a second at the peak", traffic.deliveries().text()),
            row("publications a second at the peak", traffic.publications().text()),
            row("a message on the wire", traffic.message().decimal()),
            row(
                "to clients at the peak",
                Figures.few(traffic.second().count() * 8 / 1e6) + " Mbit/s"),
            row("to clients in a month", traffic.month().decimal())));
  }

  private void regions() {
    if (plan.crossing().isEmpty()) {
      return;
    }
    Crossing crossing = plan.crossing().get();
    to.heading("Regions");
    to.paragraph(
        "%d regions of %s connections, each a cluster of its own with its own nodes, Redis and balancer: %s nodes in all."
            .formatted(
                plan.demand().regions(),
                plan.region().demand().peak().text(),
                Figures.count(plan.nodes())));
    to.table(
        TWO,
        List.of(
            row(
                "crosses when all is heard in all regions",
                Figures.few(crossing.second().count() * 8 / 1e6) + " Mbit/s at the peak"),
            row("in a month", crossing.month().decimal())));
    to.paragraph(
        "This release does not connect regions. An application that wants to be heard in all of them publishes to each; a client stays in its region, and presence, counts and history are those of the region.");
    to.paragraph(
        "Reckoned as if every region heard and kept every channel, which is the most it can be. Where a channel is of one region, nothing of it crosses: plan that region by itself, with its own channels.");
  }
}
