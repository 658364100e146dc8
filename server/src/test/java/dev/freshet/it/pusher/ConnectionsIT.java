package dev.freshet.it.pusher;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The life of a connection of pusher-js in Node. */
class ConnectionsIT {
  @RegisterExtension static final Rules rules = new Rules("connections");

  @Test
  void anUnknownKeyIsRefusedForGood() throws Exception {
    rules.hold();
  }

  @Test
  void theKeyOfAnAppWithoutSuchClientsIsRefusedForGood() throws Exception {
    rules.hold();
  }

  @Test
  void pingsKeepASilentConnection() throws Exception {
    rules.hold();
  }

  @Test
  void theAppSaysHowLongAClientMayBeSilent() throws Exception {
    rules.hold();
  }

  @Test
  void aClientComesBackByItselfWhenTheServerDoes() throws Exception {
    rules.hold();
  }

  @Test
  void whoComesWithTooManyComesBackUntilItIsLetIn() throws Exception {
    rules.hold();
  }

  @Test
  void whoIsTurnedAwayAtTheDoorComesBackUntilItIsLetIn() throws Exception {
    rules.hold();
  }

  @Test
  void thePathsMayHaveAPrefix() throws Exception {
    rules.hold();
  }

  @Test
  void manyConnectionsOfOneProcessHaveIdsOfTheirOwn() throws Exception {
    rules.hold();
  }

  @Test
  void aSubscriptionMadeBeforeTheConnectionIsThereHolds() throws Exception {
    rules.hold();
  }
}
