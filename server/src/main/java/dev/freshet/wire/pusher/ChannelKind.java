package dev.freshet.wire.pusher;

/** What the beginning of a channel's name says of it. */
public enum ChannelKind {
  /** Anybody may hear it. */
  PUBLIC,
  /** Its subscribers show a signature of the app's backend. */
  PRIVATE,
  /** One whose data the server cannot read. */
  ENCRYPTED,
  /** One whose subscribers are members and know of each other. */
  PRESENCE,
  /** It belongs to a user who is signed in. */
  USER,
  /** Reserved; no client may use it. */
  RESERVED;

  /** What the name of a user's channel begins with. */
  public static final String USER_PREFIX = "#server-to-user-";

  private static final String PRIVATE_PREFIX = "private-";
  private static final String ENCRYPTED_PREFIX = "private-encrypted-";
  private static final String PRESENCE_PREFIX = "presence-";

  /**
   * Whether its subscribers may be told how many they are; members know each other, and a user's
   * channel is nobody else's.
   */
  public boolean tellsCount() {
    return this == PUBLIC || this == PRIVATE || this == ENCRYPTED;
  }

  /** The kind of the channel of that name. */
  public static ChannelKind of(String channel) {
    if (channel.startsWith("#")) {
      return channel.startsWith(USER_PREFIX) && channel.length() > USER_PREFIX.length()
          ? USER
          : RESERVED;
    }
    if (channel.startsWith(ENCRYPTED_PREFIX)) {
      return ENCRYPTED;
    }
    if (channel.startsWith(PRIVATE_PREFIX)) {
      return PRIVATE;
    }
    return channel.startsWith(PRESENCE_PREFIX) ? PRESENCE : PUBLIC;
  }

  /**
   * Whether every subscriber of such a channel has shown a proof, and the server can read what is
   * said there.
   */
  boolean isConfined() {
    return this == PRIVATE || this == PRESENCE;
  }

  /** The user whose channel it is; for the names of {@link #USER} channels. */
  static String user(String channel) {
    return channel.substring(USER_PREFIX.length());
  }
}
