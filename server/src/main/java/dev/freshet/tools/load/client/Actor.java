package dev.freshet.tools.load.client;

import java.nio.channels.SelectionKey;

/** What a selected key belongs to. */
interface Actor {
  /** Its socket is ready; called by the loop's thread. */
  void act(SelectionKey key);
}
