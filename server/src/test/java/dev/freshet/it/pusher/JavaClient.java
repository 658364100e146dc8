package dev.freshet.it.pusher;

import com.pusher.client.Pusher;
import com.pusher.client.PusherOptions;
import com.pusher.client.channel.PresenceChannelEventListener;
import com.pusher.client.channel.PrivateEncryptedChannelEventListener;
import com.pusher.client.channel.PusherEvent;
import com.pusher.client.channel.User;
import com.pusher.client.connection.ConnectionEventListener;
import com.pusher.client.connection.ConnectionState;
import com.pusher.client.connection.ConnectionStateChange;
import com.pusher.rest.data.PresenceUser;
import com.pusher.rest.data.Result;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Pusher's own Java client, with an application behind it that lets it into every channel. What it
 * is told waits as lines of text, such as {@code "state CONNECTED"} or {@code "event room said
 * {}"}.
 */
final class JavaClient
    implements ConnectionEventListener,
        PresenceChannelEventListener,
        PrivateEncryptedChannelEventListener,
        AutoCloseable {
  private static final int PATIENCE_SECONDS = 15;
  private static final String MASTER_KEY =
      Base64.getEncoder().encodeToString("1".repeat(32).getBytes(StandardCharsets.UTF_8));

  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final Pusher pusher;
  private final com.pusher.rest.Pusher backend;

  /**
   * Connects to a node in development mode.
   *
   * @param user who it is on presence channels and signs in as
   */
  JavaClient(int port, String key, String user) {
    backend = new com.pusher.rest.Pusher("1", "dev-key", "dev-secret", MASTER_KEY);
    backend.setHost("127.0.0.1:" + port);
    var options =
        new PusherOptions()
            .setHost("127.0.0.1")
            .setWsPort(port)
            .setUseTLS(false)
            .setMaxReconnectGapInSeconds(1)
            .setChannelAuthorizer((channel, socket) -> authorize(channel, socket, user))
            .setUserAuthenticator(socket -> authenticate(socket, user));
    pusher = new Pusher(key, options);
    pusher.connect(this, ConnectionState.ALL);
  }

  JavaClient(int port, String user) {
    this(port, "dev-key", user);
  }

  /** What the application's server answers to who asks for a channel. */
  String authorize(String channel, String socket) {
    return authorize(channel, socket, "anna");
  }

  private String authorize(String channel, String socket, String user) {
    return channel.startsWith("presence-")
        ? backend.authenticate(socket, channel, new PresenceUser(user, Map.of("name", user)))
        : backend.authenticate(socket, channel);
  }

  /** The server library for Java cannot sign users in; this is what the others do. */
  private static String authenticate(String socket, String user) {
    String data = "{\"id\":\"" + user + "\"}";
    return "{\"auth\":\"dev-key:%s\",\"user_data\":\"%s\"}"
        .formatted(hmac(socket + "::user::" + data), data.replace("\"", "\\\""));
  }

  private static String hmac(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec("dev-secret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  Pusher pusher() {
    return pusher;
  }

  /** Publishes as an application's server does. */
  void trigger(String channel, String event, Object data) {
    check(backend.trigger(channel, event, data));
  }

  /** Publishes to a user; the server library for Java has no method of its own for it. */
  void tellUser(String user, String event) {
    String body =
        "{\"name\":\"%s\",\"channel\":\"#server-to-user-%s\",\"data\":\"{}\"}"
            .formatted(event, user);
    check(backend.post("/events", body));
  }

  /** Ends the connections of a user, as an application's server does. */
  void terminate(String user) {
    check(backend.post("/users/" + user + "/terminate_connections", "{}"));
  }

  private static void check(Result result) {
    if (result.getHttpStatus() != 200) {
      throw new AssertionError(result.getHttpStatus() + " " + result.getMessage());
    }
  }

  /** Waits for a line that starts so; what comes before it is forgotten. */
  String await(String start) {
    var before = new StringBuilder();
    try {
      for (; ; ) {
        String line = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (line == null) {
          throw new AssertionError("never told: " + start + "; but:" + before);
        }
        if (line.startsWith(start)) {
          return line;
        }
        before.append('\n').append(line);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Everything that waits now. */
  Set<String> rest() {
    return Set.copyOf(told);
  }

  @Override
  public void onConnectionStateChange(ConnectionStateChange change) {
    told.add("state " + change.getCurrentState());
  }

  @Override
  public void onError(String message, String code, Exception e) {
    told.add("error " + code + " " + message + " " + e);
  }

  @Override
  public void onEvent(PusherEvent event) {
    told.add(
        "event %s %s %s%s"
            .formatted(
                event.getChannelName(),
                event.getEventName(),
                event.getData(),
                event.getUserId() == null ? "" : " of " + event.getUserId()));
  }

  @Override
  public void onError(String message, Exception e) {
    told.add("error " + message + " " + e);
  }

  @Override
  public void onSubscriptionSucceeded(String channel) {
    told.add("subscribed " + channel);
  }

  @Override
  public void onAuthenticationFailure(String message, Exception e) {
    told.add("refused " + message + " " + e);
  }

  @Override
  public void onDecryptionFailure(String event, String reason) {
    told.add("unread " + event + " " + reason);
  }

  @Override
  public void onUsersInformationReceived(String channel, Set<User> users) {
    told.add("users " + channel + " " + ids(users));
  }

  @Override
  public void userSubscribed(String channel, User user) {
    told.add("joined " + channel + " " + user.getId());
  }

  @Override
  public void userUnsubscribed(String channel, User user) {
    told.add("left " + channel + " " + user.getId());
  }

  private static String ids(Set<User> users) {
    return users.stream().map(User::getId).sorted().collect(Collectors.joining(","));
  }

  @Override
  public void close() {
    pusher.disconnect();
    try {
      backend.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
