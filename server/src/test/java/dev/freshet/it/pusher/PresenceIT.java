package dev.freshet.it.pusher;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who is there, by pusher-js in Node. */
class PresenceIT {
  @RegisterExtension static final Rules rules = new Rules("presence");

  @Test
  void aMemberSeesWhoIsThereWhoComesAndWhoGoes() throws Exception {
    rules.hold();
  }

  @Test
  void aUserOnTwoSocketsIsOneMember() throws Exception {
    rules.hold();
  }

  @Test
  void idsThatAreNumbersBecomeText() throws Exception {
    rules.hold();
  }

  @Test
  void aUserWhoSignedInNeedsNoDataOfTheMember() throws Exception {
    rules.hold();
  }

  @Test
  void nobodyIsAMemberWithoutAnId() throws Exception {
    rules.hold();
  }

  @Test
  void theBackendAsksWhoIsThere() throws Exception {
    rules.hold();
  }

  @Test
  void aFullRoomRefusesTheNextMember() throws Exception {
    rules.hold();
  }
}
