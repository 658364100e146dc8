package dev.freshet.model;

/**
 * The identity of a channel: the app it belongs to and its name within that app. Two apps may use
 * the same name without hearing each other.
 *
 * @param app the id of the owning app
 * @param name the name clients use, see {@link #isValid}
 */
public record ChannelName(String app, String name) implements Comparable<ChannelName> {

  /** What no name of a client begins with. */
  private static final char INTERNAL = '\u0001';

  /** No id of a node begins so. */
  private static final String LOCAL = "\u0001\u0001";

  /** The longest name in UTF-16 units. */
  public static final int MAX_LENGTH = 200;

  /**
   * Whether clients may use this name: 1 to {@value #MAX_LENGTH} characters, none of them white
   * space, a control character, half a surrogate pair, a backslash, a double quote or the star,
   * which is reserved for patterns.
   */
  public static boolean isValid(String name) {
    if (name.isEmpty() || name.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < name.length(); ) {
      int c = name.codePointAt(i);
      if (!isAllowed(c)) {
        return false;
      }
      i += Character.charCount(c);
    }
    return true;
  }

  /**
   * The channel that belongs to a user of an app: the connections signed in as that user are its
   * members, and what concerns them all is announced there. No client can name it.
   */
  public static ChannelName ofUser(String app, String user) {
    return new ChannelName(app, INTERNAL + user);
  }

  /**
   * The channel on which a node hears itself. It is in no app's name space, for ids of apps are
   * never empty.
   *
   * @param node the node's id, unique over all nodes
   */
  public static ChannelName ofNode(String node) {
    return new ChannelName("", INTERNAL + node);
  }

  /**
   * A channel of this node alone: no other node hears it and no broker carries it, so it works
   * while the broker does not. What is said there is handed to the hub itself.
   *
   * @param what it is for
   */
  public static ChannelName ofThisNode(String what) {
    return new ChannelName("", LOCAL + what);
  }

  /** Whether it is one of {@link #ofThisNode}. */
  public boolean isLocal() {
    return app.isEmpty() && name.startsWith(LOCAL);
  }

  /** Whether it is one of {@link #ofNode}. */
  public boolean isOfNode() {
    return app.isEmpty() && isInternal() && !isLocal();
  }

  /** Whether it is one that clients neither name nor see. */
  public boolean isInternal() {
    return !name.isEmpty() && name.charAt(0) == INTERNAL;
  }

  /** The user whose channel {@link #ofUser} it is; meaningful when {@link #isInternal}. */
  public String user() {
    return name.substring(1);
  }

  private static boolean isAllowed(int c) {
    if (c < 0x80) {
      return c > ' ' && c != 0x7f && c != '*' && c != '"' && c != '\\';
    }
    return !Character.isISOControl(c)
        && !Character.isWhitespace(c)
        && !Character.isSpaceChar(c)
        && Character.getType(c) != Character.SURROGATE
        && Character.getType(c) != Character.FORMAT;
  }

  /** By app, then name. Lets a hash map find its way among names that were made to collide. */
  @Override
  public int compareTo(ChannelName that) {
    int order = app.compareTo(that.app);
    return order == 0 ? name.compareTo(that.name) : order;
  }

  @Override
  public String toString() {
    return app + "/" + name;
  }
}
