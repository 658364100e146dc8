package dev.freshet.cluster;

import java.util.concurrent.atomic.AtomicInteger;

/** What other tests take for a cluster keeps the contract, and the contract can be kept. */
class JvmNodesTest implements SharedNodesContract {
  private final JvmNodes.Cluster cluster = new JvmNodes.Cluster();
  private final AtomicInteger ids = new AtomicInteger();

  @Override
  public Nodes open() {
    return cluster.open("n" + ids.incrementAndGet());
  }
}
