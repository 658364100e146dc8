package dev.freshet.tools.plan.report;

import dev.freshet.tools.plan.price.Instance;
import dev.freshet.tools.plan.size.MemoryPart;
import dev.freshet.tools.plan.size.NodePlan;
import dev.freshet.tools.plan.size.OsLimit;
import dev.freshet.tools.plan.size.RedisPlan;
import dev.freshet.tools.plan.size.RegionPlan;
import dev.freshet.tools.plan.size.StormPlan;
import dev.freshet.tools.plan.size.Traffic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The part of a plan's JSON that one region has. */
final class RegionJson {
  private RegionJson() {}

  static Map<String, Object> of(RegionPlan region) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("peak-connections", region.demand().peak().count());
    all.put("nodes", nodes(region.nodes()));
    all.put("memory", memory(region.nodes()));
    all.put("redis", redis(region.redis()));
    Map<String, Object> balancer = new LinkedHashMap<>();
    balancer.put("needed", region.balancer().needed());
    balancer.put("active-connections", region.balancer().active().count());
    balancer.put("new-connections-per-second", rounded(region.balancer().fresh().perSecond()));
    balancer.put("bytes-per-hour", rounded(region.balancer().hourly().count()));
    all.put("balancer", balancer);
    all.put("storm", storm(region.storm()));
    all.put("traffic", traffic(region.traffic()));
    all.put("limits", region.limits().stream().map(RegionJson::limit).toList());
    return all;
  }

  private static double rounded(double value) {
    return PlanJson.rounded(value);
  }

  private static Map<String, Object> instance(Instance instance) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("name", instance.name());
    all.put("cores", instance.cores());
    all.put("memory-bytes", rounded(instance.memory().count()));
    all.put("usd-hour", instance.hour().usd());
    return all;
  }

  private static Map<String, Object> nodes(NodePlan nodes) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("count", nodes.count());
    all.put("instance", instance(nodes.instance()));
    all.put("bound", PlanJson.name(nodes.bound()));
    all.put("connections", nodes.each().count());
    if (nodes.count() > 1) {
      all.put("connections-one-lost", nodes.oneLost().count());
    }
    all.put("connections-by-memory", nodes.byMemory().count());
    all.put("connections-by-cpu", nodes.byCpu().count());
    all.put("cpu-part", rounded(nodes.cpu().value()));
    all.put("heap-bytes", rounded(nodes.heap().count()));
    return all;
  }

  private static List<Map<String, Object>> memory(NodePlan nodes) {
    return nodes.memory().stream().map(RegionJson::part).toList();
  }

  private static Map<String, Object> part(MemoryPart part) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("part", part.name());
    all.put("heap", part.heap());
    all.put("bytes-per-connection", rounded(part.each().count()));
    all.put("bytes", rounded(part.node().count()));
    return all;
  }

  private static Map<String, Object> redis(RedisPlan redis) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("kind", PlanJson.name(redis.kind()));
    all.put("shards", redis.shards());
    all.put("replicas", redis.replicas());
    redis.instance().ifPresent(each -> all.put("instance", instance(each)));
    all.put("bytes", rounded(redis.memory().count()));
    all.put("publications-per-second", rounded(redis.publications().perSecond()));
    all.put("cpu-part", rounded(redis.busy().value()));
    return all;
  }

  private static Map<String, Object> storm(StormPlan storm) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("handshakes-per-second-node", rounded(storm.perNode().perSecond()));
    all.put("handshakes-per-second", rounded(storm.all().perSecond()));
    all.put("return-window-seconds", rounded(storm.window().value()));
    all.put("node-lost-seconds", rounded(storm.lost().value()));
    all.put("recover-within-seconds", rounded(storm.allowed().value()));
    all.put("deploy-per-second", rounded(storm.deployRate().perSecond()));
    all.put("deploy-node-seconds", rounded(storm.deployNode().value()));
    all.put("deploy-seconds", rounded(storm.deployAll().value()));
    return all;
  }

  private static Map<String, Object> traffic(Traffic traffic) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("deliveries-per-second", rounded(traffic.deliveries().perSecond()));
    all.put("publications-per-second", rounded(traffic.publications().perSecond()));
    all.put("message-bytes", rounded(traffic.message().count()));
    all.put("bytes-per-second", rounded(traffic.second().count()));
    all.put("bytes-per-month", rounded(traffic.month().count()));
    return all;
  }

  private static Map<String, Object> limit(OsLimit limit) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("name", limit.name());
    all.put("value", limit.value());
    all.put("why", limit.why());
    return all;
  }
}
