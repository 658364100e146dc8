package dev.freshet.session.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.model.Draft;
import dev.freshet.model.Member;
import dev.freshet.model.Notice;
import dev.freshet.model.Payload;
import dev.freshet.model.Problem;
import dev.freshet.model.Proof;
import dev.freshet.model.Publication;
import dev.freshet.model.app.ClientEvents;
import dev.freshet.session.command.CommandRig.Someone;
import dev.freshet.wire.Command;
import dev.freshet.wire.Command.Claim;
import dev.freshet.wire.Command.Membership;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What subscribing, leaving and saying things do. */
class CommandSessionTest {
  private final CommandRig rig = new CommandRig();
  private final Someone ann = rig.new Someone("1.1");
  private final Someone bob = rig.new Someone("2.2");

  private static Command.Relay relay(String channel, String event, String data, boolean confined) {
    var draft = new Draft(Payload.json(data.getBytes(UTF_8)), event, null, null, null);
    return new Command.Relay(channel, draft, confined);
  }

  private Command.Subscribe proven(String channel, Proof proof) {
    return new Command.Subscribe(channel, new Claim.Proven(proof), new Membership.None());
  }

  @Test
  void theConnectionIsToldItsIdFirst() {
    ann.session.begin();
    assertThat(ann.hears()).containsExactly("Welcome[connection=1.1, activitySeconds=120]");
  }

  @Test
  void aSubscriberIsToldThenHears() {
    ann.subscribes("news");
    rig.publish("news", "e", "1", null);
    assertThat(ann.hears()).containsExactly("joined news", "news: e=1");
  }

  @Test
  void subscribingTwiceIsAnsweredTwiceAndCountsOnce() {
    ann.subscribes("news").subscribes("news");
    assertThat(ann.hears()).containsExactly("joined news", "joined news");
    rig.publish("news", "e", "1", null);
    assertThat(ann.hears()).containsExactly("news: e=1");
    assertThat(rig.hub.subscriptions()).isEqualTo(1);
  }

  @Test
  void whoUnsubscribesHearsNoMoreAndMayComeBack() {
    ann.subscribes("news").says(new Command.Unsubscribe("news"));
    ann.says(new Command.Unsubscribe("news"));
    rig.publish("news", "e", "1", null);
    assertThat(ann.hears()).containsExactly("joined news");
    ann.subscribes("news");
    assertThat(ann.hears()).containsExactly("joined news");
    assertThat(rig.hub.subscriptions()).isEqualTo(1);
  }

  @Test
  void theOneWhoIsLeftOutDoesNotHear() {
    ann.subscribes("news");
    bob.subscribes("news");
    rig.publish("news", "e", "1", "2.2");
    rig.publish("news", "e", "2", "9.9");
    assertThat(ann.hears()).containsExactly("joined news", "news: e=1", "news: e=2");
    assertThat(bob.hears()).containsExactly("joined news", "news: e=2");
  }

  @Test
  void aChannelThatNeedsAProofTakesNoOther() {
    var right = ann.proof(":p-a");
    ann.says(new Command.Subscribe("p-a", new Claim.Proven(null), new Membership.None()));
    ann.says(proven("p-a", new Proof("other", right.suffix(), right.signature())));
    ann.says(proven("p-a", new Proof("key", ":p-b", right.signature())));
    ann.says(proven("p-a", bob.proof(":p-a")));
    ann.says(proven("p-a", new Proof("key", right.suffix(), "")));
    assertThat(ann.hears())
        .containsExactly(
            "not subscribed p-a unauthorized",
            "not subscribed p-a token-invalid",
            "not subscribed p-a token-invalid",
            "not subscribed p-a token-invalid",
            "not subscribed p-a token-invalid");
    ann.says(proven("p-a", right));
    assertThat(ann.hears()).containsExactly("joined p-a");
  }

  @Test
  void theRuleOfTheAppHoldsForClientsByCommandToo() {
    ann.subscribes("p-a");
    ann.says(proven("closed-a", ann.proof(":closed-a")));
    assertThat(ann.hears())
        .containsExactly("not subscribed p-a unauthorized", "not subscribed closed-a forbidden");
  }

  @ParameterizedTest
  @CsvSource({"a*b,bad-channel", "'',bad-channel", "123456789012345678901,bad-channel"})
  void aNameThatCannotBeIsRefused(String name, String code) {
    ann.subscribes(name);
    assertThat(ann.hears()).containsExactly("not subscribed " + name + " " + code);
  }

  @Test
  void noMoreChannelsThanTheLimit() {
    ann.subscribes("a").subscribes("b").subscribes("c").subscribes("d").subscribes("a");
    assertThat(ann.hears())
        .containsExactly(
            "joined a", "joined b", "joined c", "not subscribed d too-many-channels", "joined a");
  }

  @Test
  void membersHearOfEachOtherOnce() {
    ann.joins("p-r", "ann");
    bob.joins("p-r", "bob");
    assertThat(ann.hears()).containsExactly("joined p-r [ann]", "p-r: JOINED bob");
    assertThat(bob.hears()).containsExactly("joined p-r [ann, bob]");
    bob.says(new Command.Unsubscribe("p-r"));
    assertThat(ann.hears()).containsExactly("p-r: LEFT bob");
  }

  @Test
  void aMemberWithTwoConnectionsComesAndGoesOnce() {
    var again = rig.new Someone("3.3");
    ann.joins("p-r", "ann");
    bob.joins("p-r", "bob");
    again.joins("p-r", "bob");
    assertThat(again.hears()).containsExactly("joined p-r [ann, bob]");
    bob.session.closed();
    assertThat(ann.hears()).containsExactly("joined p-r [ann]", "p-r: JOINED bob");
    again.session.closed();
    assertThat(ann.hears()).containsExactly("p-r: LEFT bob");
    assertThat(rig.members.members()).isEqualTo(1);
  }

  @Test
  void aFullChannelIsRefusedAndLeavesNothing() {
    ann.joins("p-r", "u1");
    bob.joins("p-r", "u2");
    rig.new Someone("3.3").joins("p-r", "u3");
    var late = rig.new Someone("4.4").joins("p-r", "u4");
    assertThat(late.hears()).containsExactly("not subscribed p-r too-many-members");
    assertThat(rig.hub.subscriptions()).isEqualTo(3);
    assertThat(rig.members.members()).isEqualTo(3);
  }

  @Test
  void aMemberIsBounded() {
    ann.joins("p-r", "12345678901");
    var info = Payload.json(("\"" + "x".repeat(30) + "\"").getBytes(UTF_8));
    ann.says(
        new Command.Subscribe(
            "p-r",
            new Claim.Proven(ann.proof(":p-r")),
            new Membership.As(new Member("ann", info))));
    ann.says(
        new Command.Subscribe("p-r", new Claim.Proven(ann.proof(":p-r")), new Membership.AsUser()));
    assertThat(ann.hears())
        .containsExactly(
            "not subscribed p-r bad-request",
            "not subscribed p-r bad-request",
            "not subscribed p-r bad-request");
  }

  @Test
  void othersHearWhatAClientSaysAndItselfDoesNot() {
    ann.joins("p-r", "ann");
    bob.joins("p-r", "bob").hears();
    ann.hears();
    ann.says(relay("p-r", "client-x", "{\"a\":1}", true));
    assertThat(ann.hears()).isEmpty();
    assertThat(bob.hears()).containsExactly("p-r: client-x={\"a\":1}");
    assertThat(rig.witnessed).containsExactly("p-r client-x 1.1 ann");
  }

  @Test
  void whatAClientMayNotSayIsRefused() {
    ann.joins("p-r", "ann").subscribes("open").hears();
    ann.says(relay("open", "client-x", "1", false));
    ann.says(relay("p-q", "client-x", "1", true));
    ann.passes(Duration.ofSeconds(1));
    ann.says(relay("p-r", "client-1234", "1", true));
    ann.says(relay("p-r", "client-x", "\"" + "x".repeat(20) + "\"", true));
    ann.passes(Duration.ofSeconds(1));
    ann.says(relay("p-r", "client-x", "1", true)).says(relay("p-r", "client-x", "2", true));
    ann.says(relay("p-r", "client-x", "3", true));
    assertThat(ann.hears())
        .containsExactly(
            "failed forbidden",
            "failed forbidden",
            "failed bad-label",
            "failed body-too-large",
            "failed rate-limited");
    assertThat(rig.witnessed).hasSize(2);
  }

  @Test
  void anAppThatAllowsItLetsClientsTalkAnywhere() {
    var everywhere = new CommandRig(ClientEvents.ALL, Duration.ZERO);
    var one = everywhere.new Someone("1.1").subscribes("open");
    var two = everywhere.new Someone("2.2").subscribes("open");
    one.says(relay("open", "client-x", "1", false));
    assertThat(two.hears()).containsExactly("joined open", "open: client-x=1");
    var nowhere = new CommandRig(ClientEvents.OFF, Duration.ZERO);
    var three = nowhere.new Someone("3.3").joins("p-r", "c");
    three.says(relay("p-r", "client-x", "1", true));
    assertThat(three.hears()).containsExactly("joined p-r [c]", "failed forbidden");
  }

  @Test
  void aCachedChannelTellsItsNewestFirst() {
    ann.subscribes("cache-a");
    rig.publish("cache-a", "e", "1", null);
    rig.publish("cache-a", "e", "2", null);
    bob.subscribes("cache-a");
    rig.publish("cache-a", "e", "3", null);
    assertThat(ann.hears())
        .containsExactly(
            "joined cache-a",
            "nothing cached cache-a",
            "cache-a: e=1",
            "cache-a: e=2",
            "cache-a: e=3");
    assertThat(bob.hears()).containsExactly("joined cache-a", "cache-a: e=2", "cache-a: e=3");
    assertThat(rig.witnessed).containsExactly("cache miss cache-a");
  }

  @Test
  void whatAClientSaysIsNotCached() {
    var everywhere = new CommandRig(ClientEvents.ALL, Duration.ZERO);
    everywhere.publish("cache-a", "e", "1", null);
    var one = everywhere.new Someone("1.1").subscribes("cache-a");
    one.says(relay("cache-a", "client-x", "2", false));
    var two = everywhere.new Someone("2.2").subscribes("cache-a");
    assertThat(two.hears()).containsExactly("joined cache-a", "cache-a: e=1");
  }

  @Test
  void whatIsCachedIsForgottenInTime() {
    rig.publish("cache-a", "e", "1", null);
    rig.clock.pass(Duration.ofMinutes(1).plusMillis(1));
    ann.subscribes("cache-a");
    assertThat(ann.hears()).containsExactly("joined cache-a", "nothing cached cache-a");
  }

  @Test
  void aFrameThatMakesNoSenseIsAnsweredAndTheConnectionStays() {
    ann.says(new Command.Malformed(Problem.BAD_JSON, "no"));
    ann.says(new Command.Malformed(Problem.BAD_REQUEST, "no", "p-r"));
    ann.says(new Command.Publish("a", Draft.of(Payload.text("x"))));
    ann.says(new Command.Ping()).says(new Command.Alive());
    assertThat(ann.hears())
        .containsExactly(
            "failed bad-json", "not subscribed p-r bad-request", "failed forbidden", "Pong[]");
  }

  @Test
  void framesAreBoundedByTheSecondWithRoomToComeBackToEveryChannel() {
    for (int i = 0; i < 13; i++) {
      ann.says(new Command.Alive());
    }
    assertThat(ann.hears()).isEmpty();
    ann.session.receive(io.netty.buffer.Unpooled.EMPTY_BUFFER, true, 1_000);
    assertThat(ann.hears()).containsExactly("failed rate-limited");
  }

  @Test
  void aConnectionThatMustProveItselfHasADeadlineUntilItDoes() {
    var strict = new CommandRig(ClientEvents.OFF, Duration.ofSeconds(30));
    var one = strict.new Someone("1.1");
    assertThat(one.session.expiresMillis()).isEqualTo(31_000);
    one.subscribes("open");
    assertThat(one.session.expiresMillis()).isEqualTo(31_000);
    one.joins("p-r", "ann");
    assertThat(one.session.expiresMillis()).isEqualTo(Long.MAX_VALUE);
    var two = strict.new Someone("2.2").signsIn("bob");
    assertThat(two.session.expiresMillis()).isEqualTo(Long.MAX_VALUE);
    assertThat(ann.session.expiresMillis()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void whoIsGoneLeavesNothing() {
    ann.joins("p-r", "ann").subscribes("a").signsIn("ann", "bob");
    ann.session.closed();
    ann.session.closed();
    assertThat(rig.hub.subscriptions()).isZero();
    assertThat(rig.hub.channels()).isZero();
    assertThat(rig.members.members()).isZero();
    assertThat(rig.local.channels()).isZero();
  }

  @Test
  void aMemberIsToldTheMembersAnewWhenTheirNewsMayHaveBeenMissed() {
    ann.joins("p-r", "ann");
    bob.joins("p-r", "bob");
    ann.subscribes("news").hears();
    bob.hears();
    var returned = Publication.of(Notice.RETURNED, Payload.NULL, 5);
    rig.hub.deliver(rig.channel("p-r"), returned);
    assertThat(ann.hears()).containsExactly("joined p-r [ann, bob]");
    assertThat(bob.hears()).as("who knows them already").isEmpty();
    rig.hub.deliver(rig.channel("p-r"), returned);
    rig.hub.deliver(rig.channel("news"), returned);
    assertThat(ann.hears()).isEmpty();
  }

  @Test
  void whoCannotResumeIsNotToldThatPublicationsWereLost() {
    ann.subscribes("news").hears();
    rig.hub.deliver(rig.channel("news"), Publication.lost(null, 5));
    rig.publish("news", "e", "1", null);
    assertThat(ann.hears()).containsExactly("news: e=1");
  }
}
