package dev.freshet.it.pusher;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Laravel Echo over pusher-js. */
class EchoIT {
  @RegisterExtension static final Rules rules = new Rules("echo");

  @Test
  void anEventIsHeardByItsClass() throws Exception {
    rules.hold();
  }

  @Test
  void toOthersLeavesTheSenderOut() throws Exception {
    rules.hold();
  }

  @Test
  void whispersReachTheOthersOfAPrivateChannel() throws Exception {
    rules.hold();
  }

  @Test
  void aNotificationReachesItsUsersChannel() throws Exception {
    rules.hold();
  }

  @Test
  void aRoomTellsWhoIsHereWhoJoinsAndWhoLeaves() throws Exception {
    rules.hold();
  }

  @Test
  void anEncryptedChannelIsRead() throws Exception {
    rules.hold();
  }

  @Test
  void aUserSignsIn() throws Exception {
    rules.hold();
  }

  @Test
  void aWrongSignatureIsToldToTheChannel() throws Exception {
    rules.hold();
  }

  @Test
  void theBroadcasterOfReverbIsTheSame() throws Exception {
    rules.hold();
  }
}
