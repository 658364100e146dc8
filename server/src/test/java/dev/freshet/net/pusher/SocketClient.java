package dev.freshet.net.pusher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A WebSocket client of the Pusher protocol, written from the specification. */
final class SocketClient implements AutoCloseable {
  private static final Pattern SOCKET_ID = Pattern.compile("socket_id\\\\\":\\\\\"(\\d+\\.\\d+)");

  private final PusherNode.Ear ear;
  private final String id;

  private SocketClient(PusherNode.Ear ear, String id) {
    this.ear = ear;
    this.id = id;
  }

  static SocketClient connect(PusherNode node) throws InterruptedException {
    var ear = node.open("/app/" + SignedCall.KEY + "?protocol=7&client=js&version=8.6.0");
    String welcome = ear.next();
    Matcher matcher = SOCKET_ID.matcher(welcome);
    assertThat(matcher.find()).as(welcome).isTrue();
    return new SocketClient(ear, matcher.group(1));
  }

  /** Its socket id. */
  String id() {
    return id;
  }

  void subscribe(String channel) throws InterruptedException {
    ear.say(command("subscribe", "{\"channel\":\"%s\",\"auth\":\"\"}".formatted(channel)));
    awaitSubscribed(channel);
  }

  void subscribePrivate(String channel) throws InterruptedException {
    String auth = SignedCall.hmac(SignedCall.SECRET, id + ":" + channel);
    ear.say(
        command(
            "subscribe",
            "{\"channel\":\"%s\",\"auth\":\"%s:%s\"}".formatted(channel, SignedCall.KEY, auth)));
    awaitSubscribed(channel);
  }

  /** Becomes a member of a presence channel. */
  void join(String channel, String user) throws InterruptedException {
    String data = "{\"user_id\":\"%s\"}".formatted(user);
    String auth = SignedCall.hmac(SignedCall.SECRET, id + ":" + channel + ":" + data);
    ear.say(
        command(
            "subscribe",
            "{\"channel\":\"%s\",\"auth\":\"%s:%s\",\"channel_data\":\"%s\"}"
                .formatted(channel, SignedCall.KEY, auth, data.replace("\"", "\\\""))));
    awaitSubscribed(channel);
  }

  void signIn(String user) throws InterruptedException {
    String data = "{\"id\":\"%s\"}".formatted(user);
    String auth = SignedCall.hmac(SignedCall.SECRET, id + "::user::" + data);
    ear.say(
        command(
            "signin",
            "{\"auth\":\"%s:%s\",\"user_data\":\"%s\"}"
                .formatted(SignedCall.KEY, auth, data.replace("\"", "\\\""))));
    assertThat(ear.next()).contains("pusher:signin_success");
  }

  private static String command(String name, String data) {
    return "{\"event\":\"pusher:%s\",\"data\":%s}".formatted(name, data);
  }

  private void awaitSubscribed(String channel) throws InterruptedException {
    assertThat(ear.next())
        .contains("pusher_internal:subscription_succeeded")
        .contains("\"" + channel + "\"");
  }

  /**
   * The next frame is this event.
   *
   * @param data as it stands between its quotation marks
   */
  void assertHears(String channel, String event, String data) throws InterruptedException {
    assertThat(ear.next())
        .contains("\"event\":\"" + event + "\"")
        .contains("\"channel\":\"" + channel + "\"")
        .contains("\"data\":\"" + data + "\"");
  }

  /** The server ends the connection, after an error or at once. */
  void assertEnded(int code) throws InterruptedException {
    String last = ear.next();
    if (last.contains("pusher:error")) {
      assertThat(last).contains("\"code\":" + code);
      last = ear.next();
    }
    assertThat(last).isEqualTo("closed " + code);
  }

  @Override
  public void close() {
    ear.close();
  }
}
