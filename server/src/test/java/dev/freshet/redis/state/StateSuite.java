package dev.freshet.redis.state;

import static dev.freshet.cluster.Rules.channel;

import dev.freshet.cluster.Nodes;
import dev.freshet.cluster.Occupancy;
import dev.freshet.cluster.OccupancyContract;
import dev.freshet.cluster.Presence;
import dev.freshet.cluster.PresenceContract;
import dev.freshet.cluster.SharedNodesContract;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Publication;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** The contracts, met by the makers on Redis. */
abstract class StateSuite {
  private final String prefix = Lease.word();
  private final List<Machine> machines = new ArrayList<>();

  abstract Servers servers();

  @AfterEach
  void close() {
    machines.forEach(Machine::close);
  }

  Machine start(StateSettings settings) {
    var machine = Machine.start(servers(), prefix, settings);
    machines.add(machine);
    return machine;
  }

  private Machine open() {
    var machine = new Machine(servers(), prefix, Machine.SETTINGS);
    machines.add(machine);
    machine.connect();
    return machine;
  }

  @Nested
  class OccupancyOnRedis implements OccupancyContract {
    private final Machine machine = start(Machine.SETTINGS);

    @Override
    public Occupancy occupancy() {
      return machine.state.occupancy();
    }
  }

  @Nested
  class PresenceOnRedis implements PresenceContract {
    private final Machine machine = start(Machine.SETTINGS);

    @BeforeEach
    void listen() {
      machine.listen(channel("room"));
    }

    @Override
    public Presence presence() {
      return machine.state.presence();
    }

    @Override
    public List<Publication> heard(ChannelName channel) {
      return machine.heard(channel);
    }

    @Override
    public Told told() {
      return machine.members;
    }
  }

  @Nested
  class NodesOnRedis implements SharedNodesContract {
    @Override
    public Nodes open() {
      return StateSuite.this.open().nodes();
    }
  }
}
