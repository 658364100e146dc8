package dev.freshet.session.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Draft;
import dev.freshet.model.Payload;
import dev.freshet.model.app.ClientEvents;
import dev.freshet.session.command.CommandRig.Someone;
import dev.freshet.wire.Command;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Answers of a broker and a presence elsewhere come later, on other threads, or not at all. */
class LaterTest {
  private static final String ROOM = "p-room";
  private static final ChannelName OWN = ChannelName.ofUser("app", "ann");

  private final CommandRig rig = new CommandRig(ClientEvents.ALL, Duration.ZERO);
  private final Someone ann = rig.new Someone("1.1");
  private final Someone bob = rig.new Someone("2.2");

  private static Command.Relay wave(String data) {
    var draft = new Draft(Payload.json(data.getBytes(UTF_8)), "client-x", null, null, null);
    return new Command.Relay(ROOM, draft, true);
  }

  private void comesBack() throws InterruptedException {
    rig.elsewhere(() -> {
      rig.broker.listens.release();
      rig.broker.publishes.release();
      rig.presence.moves.release();
    });
  }

  @Test
  void aMemberIsToldAndHearsOnceEverythingIsAnswered() throws InterruptedException {
    rig.broker.listens.hold();
    rig.presence.moves.hold();
    ann.joins(ROOM, "ann");
    assertThat(ann.hears()).isEmpty();
    assertThat(rig.members.members()).as("not before the node listens").isZero();
    rig.elsewhere(rig.broker.listens::release);
    assertThat(ann.hears()).isEmpty();
    assertThat(rig.members.members()).isEqualTo(1);
    rig.elsewhere(rig.presence.moves::release);
    assertThat(ann.hears()).containsExactly("joined p-room [ann]");
  }

  @Test
  void whoClosesBeforeTheNodeListensNeverBecomesAMember() throws InterruptedException {
    rig.broker.listens.hold();
    ann.joins(ROOM, "ann");
    ann.session.closed();
    comesBack();
    assertThat(rig.members.members()).isZero();
    assertThat(rig.hub.channels()).isZero();
  }

  @Test
  void whoUnsubscribesBeforeTheNodeListensNeverBecomesAMember() throws InterruptedException {
    rig.broker.listens.hold();
    ann.joins(ROOM, "ann").says(new Command.Unsubscribe(ROOM));
    comesBack();
    assertThat(rig.members.members()).isZero();
    assertThat(ann.hears()).isEmpty();
  }

  @Test
  void whoComesBackToTheChannelMeanwhileIsAMemberOnceAndToldOnce() throws InterruptedException {
    rig.broker.listens.hold();
    ann.joins(ROOM, "ann").says(new Command.Unsubscribe(ROOM)).joins(ROOM, "ann");
    comesBack();
    assertThat(ann.hears()).containsExactly("joined p-room [ann]");
    ann.session.closed();
    assertThat(rig.members.members()).isZero();
  }

  @Test
  void whoClosesWhileJoiningLeaves() throws InterruptedException {
    rig.presence.moves.hold();
    ann.joins(ROOM, "ann");
    ann.session.closed();
    comesBack();
    assertThat(rig.members.members()).isZero();
    assertThat(ann.hears()).isEmpty();
  }

  @Test
  void whoClosesBeforeItIsSignedInIsNeverPresent() throws InterruptedException {
    rig.broker.listens.hold();
    ann.signsIn("ann");
    ann.session.closed();
    comesBack();
    assertThat(rig.members.members()).isZero();
    assertThat(rig.hub.channels()).isZero();
  }

  @Test
  void whoSignsInIsPresentOnceTheNodeListens() throws InterruptedException {
    rig.broker.listens.hold();
    ann.signsIn("ann");
    assertThat(ann.hears()).isEmpty();
    comesBack();
    assertThat(ann.hears()).containsExactly("SignedIn[statement=ann]");
    assertThat(rig.members.count(OWN).toCompletableFuture()).isCompletedWithValue(1);
  }

  @Test
  void whoseJoinHasNoAnswerIsNotSubscribedAndLeavesInCaseItWasTaken() {
    rig.presence.moves.losing(true);
    ann.joins(ROOM, "ann");
    assertThat(ann.hears()).containsExactly("not subscribed p-room broker-unavailable");
    assertThat(rig.members.members()).isZero();
    rig.presence.moves.losing(false);
    ann.joins(ROOM, "ann");
    assertThat(ann.hears()).containsExactly("joined p-room [ann]");
  }

  @Test
  void aChannelThatCouldNotBeListenedToIsListenedToForTheNext() {
    rig.broker.listens.away(true);
    ann.subscribes("news");
    assertThat(ann.hears()).containsExactly("not subscribed news broker-unavailable");
    rig.broker.listens.away(false);
    bob.subscribes("news");
    rig.publish("news", "e", "1", null);
    assertThat(bob.hears()).containsExactly("joined news", "news: e=1");
    assertThat(ann.hears()).isEmpty();
  }

  @Test
  void whoAsksAgainWhileTheMembersCannotBeLookedUpStaysSubscribed() {
    ann.joins(ROOM, "ann").hears();
    rig.presence.questions.away(true);
    ann.joins(ROOM, "ann");
    assertThat(ann.hears()).containsExactly("failed broker-unavailable");
    rig.presence.questions.away(false);
    ann.joins(ROOM, "ann");
    assertThat(ann.hears()).containsExactly("joined p-room [ann]");
  }

  @Test
  void whoCannotBeToldWhatIsCachedIsNotLeftBehind() {
    rig.broker.reads.away(true);
    ann.subscribes("cache-a");
    assertThat(ann.hears()).containsExactly("not subscribed cache-a broker-unavailable");
    assertThat(rig.hub.channels()).isZero();
  }

  @Test
  void whoseWatchlistCannotBeLookedUpIsSentAwayToComeBack() {
    rig.presence.questions.away(true);
    ann.signsIn("ann", "bob");
    assertThat(ann.hears())
        .containsExactly(
            "SignedIn[statement=ann]", "failed broker-unavailable", "close OVERLOADED");
    assertThat(rig.members.members()).isZero();
    assertThat(rig.hub.channels()).isZero();
  }

  @Test
  void eventsOfOneClientKeepTheirOrderThoughTheirAnswersComeLater() throws InterruptedException {
    ann.joins(ROOM, "ann").hears();
    bob.joins(ROOM, "bob").hears();
    rig.broker.publishes.hold();
    ann.says(wave("1")).says(wave("2"));
    assertThat(bob.hears()).containsExactly("p-room: client-x=1", "p-room: client-x=2");
    assertThat(rig.witnessed).isEmpty();
    comesBack();
    assertThat(rig.witnessed).containsExactly("p-room client-x 1.1 ann", "p-room client-x 1.1 ann");
  }

  @Test
  void whoseEventIsNotTakenIsTold() throws InterruptedException {
    ann.joins(ROOM, "ann").hears();
    rig.broker.publishes.away(true);
    rig.broker.publishes.hold();
    ann.says(wave("1"));
    assertThat(ann.hears()).isEmpty();
    comesBack();
    assertThat(ann.hears()).containsExactly("failed broker-unavailable");
    assertThat(rig.witnessed).isEmpty();
  }
}
