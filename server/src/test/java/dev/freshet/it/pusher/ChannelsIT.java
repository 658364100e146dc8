package dev.freshet.it.pusher;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every kind of channel, by pusher-js in Node. */
class ChannelsIT {
  @RegisterExtension static final Rules rules = new Rules("channels");

  @Test
  void aPublicChannelIsHeardByAllWhoSubscribe() throws Exception {
    rules.hold();
  }

  @Test
  void whateverTheSdkSendsArrivesAsItWas() throws Exception {
    rules.hold();
  }

  @Test
  void oneEventGoesToManyChannels() throws Exception {
    rules.hold();
  }

  @Test
  void aBatchIsDeliveredInItsOrder() throws Exception {
    rules.hold();
  }

  @Test
  void theSocketNamedInTheRequestDoesNotHearIt() throws Exception {
    rules.hold();
  }

  @Test
  void whoUnsubscribesHearsNoMore() throws Exception {
    rules.hold();
  }

  @Test
  void aPrivateChannelIsHeardWithASignature() throws Exception {
    rules.hold();
  }

  @Test
  void dataOfAPrivateChannelIsPartOfItsSignature() throws Exception {
    rules.hold();
  }

  @Test
  void aWrongSignatureIsRefusedAndTheConnectionStays() throws Exception {
    rules.hold();
  }

  @Test
  void aSignatureOfAnotherSocketIsRefused() throws Exception {
    rules.hold();
  }

  @Test
  void anEncryptedMessageTravelsUnread() throws Exception {
    rules.hold();
  }

  @Test
  void aCacheChannelTellsTheNewestEventToWhoeverComes() throws Exception {
    rules.hold();
  }

  @Test
  void aPrivateCacheChannelTellsTheNewestEventToWhoeverComes() throws Exception {
    rules.hold();
  }

  @Test
  void aPresenceCacheChannelTellsTheNewestEventToWhoeverComes() throws Exception {
    rules.hold();
  }

  @Test
  void aPrivateEncryptedCacheChannelTellsTheNewestEventToWhoeverComes() throws Exception {
    rules.hold();
  }

  @Test
  void subscribersAreToldHowManyTheyAre() throws Exception {
    rules.hold();
  }

  @Test
  void subscribingTwiceIsSubscribingOnce() throws Exception {
    rules.hold();
  }

  @Test
  void whatIsNoCommandIsRefusedAndTheConnectionStays() throws Exception {
    rules.hold();
  }
}
