package dev.freshet.it.pusher;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a backend is told, verified by the package pusher. */
class WebhooksIT {
  @RegisterExtension static final Rules rules = new Rules("webhooks");

  @Test
  void aChannelIsOccupiedByItsFirstAndVacatedByItsLastSubscriber() throws Exception {
    rules.hold();
  }

  @Test
  void aRequestThatWasTamperedWithIsNotValid() throws Exception {
    rules.hold();
  }

  @Test
  void aMemberIsAddedByItsFirstAndRemovedByItsLastConnection() throws Exception {
    rules.hold();
  }

  @Test
  void aClientEventIsToldWithWhoSentIt() throws Exception {
    rules.hold();
  }

  @Test
  void aMissOfTheCacheIsTold() throws Exception {
    rules.hold();
  }

  @Test
  void theNumberOfSubscribersIsTold() throws Exception {
    rules.hold();
  }

  @Test
  void aPageThatIsLoadedAgainIsNoEvent() throws Exception {
    rules.hold();
  }

  @Test
  void aBackendThatFailsIsToldAgain() throws Exception {
    rules.hold();
  }

  @Test
  void aPrefixChoosesWhatIsTold() throws Exception {
    rules.hold();
  }

  @Test
  void whatWaitsComesTogetherWhereTheAppAllowsIt() throws Exception {
    rules.hold();
  }
}
