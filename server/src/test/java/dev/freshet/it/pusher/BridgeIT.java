package dev.freshet.it.pusher;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One channel, heard and published to through every door of the node. */
class BridgeIT {
  @RegisterExtension static final Rules rules = new Rules("bridge");

  @Test
  void whatASdkPublishesIsHeardByPlainClients() throws Exception {
    rules.hold();
  }

  @Test
  void whatIsPostedIsHeardByPusherClients() throws Exception {
    rules.hold();
  }

  @Test
  void whatAPlainSocketSendsIsHeardByPusherClients() throws Exception {
    rules.hold();
  }

  @Test
  void whatASdkPublishedIsResumedByPlainClients() throws Exception {
    rules.hold();
  }

  @Test
  void whatClientsSendEachOtherIsHeardByPlainClients() throws Exception {
    rules.hold();
  }
}
