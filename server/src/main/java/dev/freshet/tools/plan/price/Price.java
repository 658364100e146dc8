package dev.freshet.tools.plan.price;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** All prices, and what is assumed: the rows that a price list has, each exactly once. */
public enum Price {
  ABLY_CONNECTION_MINUTES("ably.connection-minutes", "USD per million minutes"),
  ABLY_CHANNEL_MINUTES("ably.channel-minutes", "USD per million minutes"),
  ABLY_MESSAGES("ably.messages", "USD per million messages"),
  ABLY_FLOOR_CONNECTION_MINUTES("ably-floor.connection-minutes", "USD per million minutes"),
  ABLY_FLOOR_CHANNEL_MINUTES("ably-floor.channel-minutes", "USD per million minutes"),
  ABLY_FLOOR_MESSAGES("ably-floor.messages", "USD per million messages"),
  ABLY_DATA("ably.data", "USD per GiB"),
  ABLY_USER("ably-users.user", "USD per monthly user"),
  ABLY_USER_MESSAGES("ably-users.messages-included", "messages per monthly user"),
  ABLY_USER_MINUTES("ably-users.minutes-included", "minutes per monthly user"),
  APIGW_MINUTES("api-gateway.connection-minutes", "USD per million minutes"),
  APIGW_MESSAGES("api-gateway.messages", "USD per million messages"),
  APIGW_FIRST("api-gateway.first-messages", "million messages"),
  APIGW_MORE("api-gateway.more-messages", "USD per million messages"),
  APIGW_NEW("api-gateway.new-connections", "connections per second"),
  APPSYNC_OPERATIONS("appsync.operations", "USD per million operations"),
  APPSYNC_MINUTES("appsync.connection-minutes", "USD per million minutes"),
  AZURE_UNIT("azure.unit", "USD per unit and day"),
  AZURE_CONNECTIONS("azure.unit-connections", "connections per unit"),
  AZURE_INCLUDED("azure.unit-messages", "messages per unit and day"),
  AZURE_MESSAGES("azure.messages", "USD per million messages"),
  AZURE_UNITS("azure.units", "units per resource"),
  SUPABASE_PLAN("supabase.plan", "USD per month"),
  SUPABASE_PEAK("supabase.peak-connections", "USD per thousand peak connections"),
  SUPABASE_PEAK_INCLUDED("supabase.peak-included", "connections"),
  SUPABASE_MESSAGES("supabase.messages", "USD per million messages"),
  SUPABASE_MESSAGES_INCLUDED("supabase.messages-included", "million messages"),
  SUPABASE_LIMIT("supabase.limit", "connections"),
  CLOUDFLARE_BASE("cloudflare.base", "USD per month"),
  CLOUDFLARE_REQUESTS("cloudflare.requests", "USD per million requests"),
  CLOUDFLARE_REQUESTS_INCLUDED("cloudflare.requests-included", "million requests"),
  CLOUDFLARE_RATIO("cloudflare.messages-a-request", "messages per request"),
  CLOUDFLARE_DURATION("cloudflare.duration", "USD per million GB-seconds"),
  CLOUDFLARE_DURATION_INCLUDED("cloudflare.duration-included", "GB-seconds"),
  CLOUDFLARE_MEMORY("cloudflare.memory", "GB per object"),
  CLOUDFLARE_HANDLING("cloudflare.handling", "seconds per message"),
  CLOUDFLARE_SOCKETS("cloudflare.sockets", "connections per object"),
  NLB_HOUR("nlb.hour", "USD per hour"),
  NLCU_HOUR("nlb.capacity-unit", "USD per unit and hour"),
  NLB_TCP_ACTIVE("nlb.tcp-active", "connections per unit"),
  NLB_TLS_ACTIVE("nlb.tls-active", "connections per unit"),
  NLB_BYTES("nlb.bytes", "GB per unit and hour"),
  ALB_HOUR("alb.hour", "USD per hour"),
  LCU_HOUR("alb.capacity-unit", "USD per unit and hour"),
  ALB_ACTIVE("alb.active", "connections per unit"),
  ALB_BYTES("alb.bytes", "GB per unit and hour"),
  EGRESS("egress.internet", "USD per GB"),
  EGRESS_REGION("egress.region", "USD per GB"),
  PEOPLE("people.month", "USD per month"),
  PEOPLE_LOW("people.low", "USD per month"),
  PEOPLE_HIGH("people.high", "USD per month"),
  PERSON("people.person", "USD per month and person"),
  SMALL_TEAM("assume.small-team", "people"),
  SHORT_DEADLINE("assume.short-deadline", "weeks"),
  NODE_CONNECTIONS("assume.node-connections", "connections per node"),
  BALANCER_CONNECTIONS("assume.balancer-connections", "connections per balancer"),
  CPU_SHARE("assume.cpu-share", "part of a node's CPU"),
  STORM_SHARE("assume.storm-share", "part of a node's CPU"),
  REDIS_SHARE("assume.redis-share", "part of a core"),
  REDIS_MEMORY("assume.redis-memory", "part of the memory"),
  REDIS_ENTRY("assume.redis-entry", "bytes per message kept"),
  REDIS_CHANNEL("assume.redis-channel", "bytes per channel"),
  SYSTEM_MEMORY("assume.system-memory", "GiB per node"),
  SLOW_PART("assume.slow-part", "part of the connections"),
  SLOW_BYTES("assume.slow-bytes", "bytes per slow connection"),
  WIRE("assume.wire", "bytes per message"),
  WIRE_TLS("assume.wire-tls", "bytes per message");

  private final String key;
  private final String unit;

  Price(String key, String unit) {
    this.key = key;
    this.unit = unit;
  }

  /** As the file calls it. */
  public String key() {
    return key;
  }

  /** What its value is; the file repeats it, so that nobody edits it in another. */
  public String unit() {
    return unit;
  }

  /** The one of that key. */
  static Optional<Price> of(String key) {
    return Arrays.stream(values()).filter(each -> each.key.equals(key)).findFirst();
  }

  /** All keys. */
  static List<String> keys() {
    return Arrays.stream(values()).map(Price::key).toList();
  }
}
