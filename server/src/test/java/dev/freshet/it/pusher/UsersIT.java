package dev.freshet.it.pusher;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Users who sign in, by pusher-js in Node and the package pusher. */
class UsersIT {
  @RegisterExtension static final Rules rules = new Rules("users");

  @Test
  void aMessageToAUserReachesAllItsConnectionsAndNobodyElse() throws Exception {
    rules.hold();
  }

  @Test
  void theChannelOfAnotherUserIsRefused() throws Exception {
    rules.hold();
  }

  @Test
  void aWrongSignatureOfAUserEndsTheConnectionForGood() throws Exception {
    rules.hold();
  }

  @Test
  void aConnectionHasOneUser() throws Exception {
    rules.hold();
  }

  @Test
  void aUserSeesWhoOfItsWatchlistComesAndGoes() throws Exception {
    rules.hold();
  }

  @Test
  void theConnectionsOfAUserAreEndedAndStayAway() throws Exception {
    rules.hold();
  }

  @Test
  void aConnectionThatProvesNothingInTimeIsEnded() throws Exception {
    rules.hold();
  }
}
