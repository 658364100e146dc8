package dev.freshet.wire;

import dev.freshet.model.Draft;
import dev.freshet.model.Member;
import dev.freshet.model.Problem;
import dev.freshet.model.Proof;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client's frame asks for, whatever dialect it came in. */
public sealed interface Command {

  /**
   * Put a draft on a channel.
   *
   * @param channel the name, not yet checked; null for the connection's only channel
   */
  record Publish(@Nullable String channel, Draft draft) implements Command {}

  /** By what right a client subscribes. */
  sealed interface Claim {
    /** The channel is one that anybody may hear whom the app's rules let. */
    record Open() implements Claim {}

    /**
     * The channel needs a signature of the app's backend.
     *
     * @param proof null when the client shows none
     */
    record Proven(@Nullable Proof proof) implements Claim {}

    /** The channel belongs to one user, who must be signed in on this connection. */
    record OfUser(String user) implements Claim {}
  }

  /** Whether a subscriber becomes a member of the channel, and as whom. */
  sealed interface Membership {
    /** The channel has no members. */
    record None() implements Membership {}

    /** As somebody the backend's signature names. */
    record As(Member member) implements Membership {}

    /** As the user who is signed in. */
    record AsUser() implements Membership {}
  }

  /**
   * Hear a channel.
   *
   * @param channel the name, not yet checked
   */
  record Subscribe(String channel, Claim claim, Membership membership) implements Command {}

  /** Do not hear a channel any more. */
  record Unsubscribe(String channel) implements Command {}

  /**
   * Put a draft on a channel for its other subscribers.
   *
   * @param channel the name, not yet checked
   * @param confined whether every subscriber of a channel of this kind has shown a proof, and the
   *     server can read what is said there
   */
  record Relay(String channel, Draft draft, boolean confined) implements Command {}

  /**
   * Be somebody on this connection.
   *
   * @param user who
   * @param watchlist the users whose coming and going the client wants to be told of
   * @param statement what the backend signed, as the client sent it, to be confirmed
   */
  record SignIn(Proof proof, Member user, List<String> watchlist, String statement)
      implements Command {}

  /** Tell that the connection is alive. */
  record Ping() implements Command {}

  /** Nothing; the frame has shown that the client is alive. */
  record Alive() implements Command {}

  /**
   * The frame made no sense, or what it asks for cannot be; the connection stays.
   *
   * @param channel the channel it wanted to subscribe to; null when it wanted something else
   */
  record Malformed(Problem problem, String detail, @Nullable String channel) implements Command {
    /** One that wanted no channel. */
    public Malformed(Problem problem, String detail) {
      this(problem, detail, null);
    }
  }

  /** A sign-in that cannot be: the connection ends, as it does after one that is not proven. */
  record BadSignIn(String detail) implements Command {}
}
