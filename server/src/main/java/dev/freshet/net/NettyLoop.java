package dev.freshet.net;

import dev.freshet.hub.Loop;
import io.netty.channel.SingleThreadEventLoop;

/** One of Netty's event loops. */
final class NettyLoop implements Loop {
  private final SingleThreadEventLoop eventLoop;

  NettyLoop(SingleThreadEventLoop eventLoop) {
    this.eventLoop = eventLoop;
  }

  @Override
  public void execute(Runnable task) {
    eventLoop.execute(task);
  }

  /**
   * A task queued by a task runs before the loop polls its sockets again; one queued at the end of
   * the turn runs after.
   */
  @Override
  public void afterIo(Runnable task) {
    eventLoop.executeAfterEventLoopIteration(() -> eventLoop.execute(task));
  }

  @Override
  public boolean inLoop() {
    return eventLoop.inEventLoop();
  }
}
