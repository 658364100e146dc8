package dev.freshet.session.webhook;

import dev.freshet.config.Setting;
import dev.freshet.config.Settings;
import java.time.Duration;

/**
 * How webhooks are delivered.
 *
 * @param timeout how long a backend has to connect, and to answer; positive
 * @param retryFor how long a request that fails is tried again, from its first attempt on; zero for
 *     a single attempt
 * @param firstRetry how long the first pause is; each later one is twice as long, up to half a
 *     minute; every pause is shortened at random by up to half
 * @param vacatedDelay how long the end of something is held in case it begins again; zero for not
 *     at all
 * @param queueMax how many events may wait on this node, over all webhooks
 * @param batchMax the most events of one request
 * @param concurrency how many requests of one webhook may be under way at once
 */
public record WebhookSettings(
    Duration timeout,
    Duration retryFor,
    Duration firstRetry,
    Duration vacatedDelay,
    int queueMax,
    int batchMax,
    int concurrency) {
  private static final Duration FIRST_RETRY = Duration.ofMillis(500);

  /** As the operator has set it. */
  public static WebhookSettings of(Settings settings) {
    return new WebhookSettings(
        settings.duration(Setting.WEBHOOKS_TIMEOUT),
        settings.duration(Setting.WEBHOOKS_RETRY_FOR),
        FIRST_RETRY,
        settings.duration(Setting.WEBHOOKS_VACATED_DELAY),
        settings.number(Setting.WEBHOOKS_QUEUE_MAX),
        settings.number(Setting.WEBHOOKS_BATCH_MAX),
        settings.number(Setting.WEBHOOKS_CONCURRENCY));
  }
}
