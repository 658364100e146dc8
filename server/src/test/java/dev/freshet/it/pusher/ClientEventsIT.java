package dev.freshet.it.pusher;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What clients send to each other, by pusher-js in Node. */
class ClientEventsIT {
  @RegisterExtension static final Rules rules = new Rules("client-events");

  @Test
  void allHearAClientEventButWhoSentIt() throws Exception {
    rules.hold();
  }

  @Test
  void aMemberIsNamedAsTheSender() throws Exception {
    rules.hold();
  }

  @Test
  void publicChannelsTakeNone() throws Exception {
    rules.hold();
  }

  @Test
  void anAppMayTakeThemOnPublicChannelsToo() throws Exception {
    rules.hold();
  }

  @Test
  void anAppThatDoesNotSaySoTakesNone() throws Exception {
    rules.hold();
  }

  @Test
  void whoIsNotSubscribedSendsNone() throws Exception {
    rules.hold();
  }

  @Test
  void encryptedChannelsTakeNone() throws Exception {
    rules.hold();
  }

  @Test
  void tooManyInASecondAreDroppedWithAnError() throws Exception {
    rules.hold();
  }

  @Test
  void noneIsKeptForWhoComesLater() throws Exception {
    rules.hold();
  }
}
