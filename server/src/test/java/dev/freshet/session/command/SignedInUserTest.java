package dev.freshet.session.command;

import static dev.freshet.cluster.Rules.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.metrics.Metric;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Member;
import dev.freshet.model.Notice;
import dev.freshet.model.Payload;
import dev.freshet.model.Publication;
import dev.freshet.session.command.CommandRig.Someone;
import dev.freshet.wire.Command;
import dev.freshet.wire.Command.Claim;
import dev.freshet.wire.Command.Membership;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who clients are, whom they watch, and how they are sent away. */
class SignedInUserTest {
  private final CommandRig rig = new CommandRig();
  private final Someone ann = rig.new Someone("1.1");
  private final Someone bob = rig.new Someone("2.2");

  @Test
  void whatWasProvenIsConfirmedAsItWasSent() {
    ann.signsIn("ann");
    assertThat(ann.hears()).containsExactly("SignedIn[statement=ann]");
  }

  @Test
  void whoCannotProveWhoTheyAreMustGo() {
    ann.says(new Command.SignIn(bob.proof("::user::ann"), Member.of("ann"), List.of(), "ann"));
    assertThat(ann.hears()).containsExactly("failed token-invalid", "close FORBIDDEN");
    bob.says(new Command.BadSignIn("no id"));
    assertThat(bob.hears()).containsExactly("failed token-invalid", "close FORBIDDEN");
    var long11 = rig.new Someone("3.3").signsIn("12345678901");
    assertThat(long11.hears()).containsExactly("failed token-invalid", "close FORBIDDEN");
  }

  @Test
  void theFirstUserOfAConnectionStays() {
    ann.signsIn("ann").signsIn("ann").signsIn("bob");
    assertThat(ann.hears())
        .containsExactly("SignedIn[statement=ann]", "SignedIn[statement=ann]", "failed forbidden");
    assertThat(get(rig.presence.count(ChannelName.ofUser("app", "ann")))).isEqualTo(1);
  }

  @Test
  void aUserHearsTheirOwnChannelAndNobodyElseDoes() {
    var own = new Command.Subscribe("#ann", new Claim.OfUser("ann"), new Membership.None());
    ann.says(own).signsIn("ann").says(own);
    bob.signsIn("bob").says(own);
    rig.publish("#ann", "e", "hi", null);
    assertThat(ann.hears())
        .containsExactly(
            "not subscribed #ann unauthorized",
            "SignedIn[statement=ann]",
            "joined #ann",
            "#ann: e=hi");
    assertThat(bob.hears())
        .containsExactly("SignedIn[statement=bob]", "not subscribed #ann unauthorized");
  }

  @Test
  void aUserIsAMemberAsWhoTheyAre() {
    ann.signsIn("ann");
    ann.says(
        new Command.Subscribe("p-r", new Claim.Proven(ann.proof(":p-r")), new Membership.AsUser()));
    assertThat(ann.hears()).containsExactly("SignedIn[statement=ann]", "joined p-r [ann]");
  }

  @Test
  void whoWatchesIsToldWhoIsThereAndWhoComesAndGoes() {
    bob.signsIn("bob");
    ann.signsIn("ann", "bob", "cleo");
    assertThat(ann.hears())
        .containsExactly("SignedIn[statement=ann]", "online [bob] offline [cleo]");
    var cleo = rig.new Someone("3.3").signsIn("cleo");
    var again = rig.new Someone("4.4").signsIn("cleo");
    cleo.session.closed();
    again.session.closed();
    bob.session.closed();
    assertThat(ann.hears())
        .containsExactly(
            "online [cleo] offline []", "online [] offline [cleo]", "online [] offline [bob]");
  }

  @Test
  void aUserMayWatchThemselves() {
    ann.signsIn("ann", "ann");
    assertThat(ann.hears()).containsExactly("SignedIn[statement=ann]", "online [ann] offline []");
    var again = rig.new Someone("3.3").signsIn("ann");
    again.session.closed();
    assertThat(ann.hears()).isEmpty();
  }

  @Test
  void whoHasAsManyConnectionsAsAUserMayHaveGetsNoOtherAndKeepsThose() {
    bob.signsIn("ann").hears();
    var third = rig.new Someone("3.3").signsIn("ann");
    assertThat(third.hears()).containsExactly("SignedIn[statement=ann]");
    ann.signsIn("ann");
    assertThat(ann.hears()).containsExactly("failed too-many-connections", "close FORBIDDEN");
    assertThat(bob.hears()).isEmpty();
    third.session.closed();
    var fourth = rig.new Someone("4.4").signsIn("ann");
    assertThat(fourth.hears()).containsExactly("SignedIn[statement=ann]");
    assertThat(rig.metrics.value(Metric.PROBLEMS, "too-many-connections")).isEqualTo(1);
  }

  @Test
  void aSecondSignInIsNotAnsweredBeforeTheFirst() throws InterruptedException {
    rig.broker.listens.hold();
    ann.signsIn("ann").signsIn("ann");
    assertThat(ann.hears()).isEmpty();
    rig.elsewhere(rig.broker.listens::release);
    assertThat(ann.hears()).containsExactly("SignedIn[statement=ann]");
  }

  @Test
  void ofALongWatchlistTheFirstAreWatched() {
    ann.signsIn("ann", "a", "b", "a", "c");
    assertThat(ann.hears())
        .containsExactly(
            "SignedIn[statement=ann]", "failed watchlist-too-long", "online [] offline [a, b]");
  }

  @Test
  void aUserIsSentAwayEverywhere() {
    var again = rig.new Someone("3.3").signsIn("ann");
    ann.signsIn("ann");
    bob.signsIn("bob", "ann").hears();
    again.hears();
    ann.hears();
    rig.broker.announce(
        ChannelName.ofUser("app", "ann"), Publication.of(Notice.DISCONNECT, Payload.NULL, 1));
    assertThat(ann.hears()).containsExactly("close FORBIDDEN");
    assertThat(again.hears()).containsExactly("close FORBIDDEN");
    assertThat(bob.hears()).containsExactly("online [] offline [ann]");
  }

  @Test
  void noClientCanNameTheChannelOfAUser() {
    ann.subscribes("\u0001bob");
    assertThat(ann.hears()).containsExactly("not subscribed \u0001bob bad-channel");
    assertThat(rig.hub.channels()).isZero();
  }

  @Test
  void channelsOfUsersAreNotOccupiedOnes() {
    ann.signsIn("ann", "bob").subscribes("news");
    assertThat(get(rig.occupancy.channels("app", "", 10))).containsOnlyKeys("news");
  }
}
