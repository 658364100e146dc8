package dev.freshet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FleetTest {
  @Test
  void everyConnectionHearsAChannel() {
    var shape = new Fleet.Shape(5, 1_803, 100, true, 0, 32);
    long onShared = IntStream.range(0, 100).mapToLong(shape::hearers).sum();
    assertThat(onShared).isEqualTo(5L * shape.onShared());
    assertThat(onShared + 5L * shape.onOwn()).isEqualTo(shape.all());
  }

  @Test
  void deliveriesAreCountedChannelByChannel() {
    // 2 nodes, 10 connections of each on 3 channels: 8, 6 and 6 hear them.
    var shape = new Fleet.Shape(2, 20, 3, false, 0, 32);
    // The first node publishes to channel 0; the second to 1 and 2 in turn, 5 a second each.
    assertThat(Fleet.sharedDeliveries(shape, 10, 2)).isEqualTo(10 * 8 + 10 * 6);
  }
}
