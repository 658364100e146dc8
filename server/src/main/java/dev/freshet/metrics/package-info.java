/**
 * What a node counts. {@link dev.freshet.metrics.Metric} is the table of everything that is
 * counted; {@link dev.freshet.metrics.Metrics} holds the numbers and prints them as Prometheus
 * text. The only place for the metrics library; imports nothing of Freshet.
 */
@NullMarked
package dev.freshet.metrics;

import org.jspecify.annotations.NullMarked;
