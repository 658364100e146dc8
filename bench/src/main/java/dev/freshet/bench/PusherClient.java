package dev.freshet.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.tools.load.frame.Loopback;
import dev.freshet.tools.load.frame.Masked;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;

/**
 * One connection of the Pusher protocol to the development app, used by one thread that waits for
 * each answer. It reads only while it waits for one, so it costs a measured machine next to
 * nothing.
 */
final class PusherClient implements Closeable {
  private static final String KEY = "dev-key";
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int READ_AHEAD = 512;

  private final Socket socket;
  private final DataInputStream in;

  /** Connects from one of many addresses, and waits until the server has greeted it. */
  PusherClient(int port, int index) throws IOException {
    socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.bind(Loopback.of(2 + index % 16, 0));
    socket.connect(Loopback.of(1, port), PATIENCE_MILLIS);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), READ_AHEAD));
    String request =
        "GET /app/"
            + KEY
            + "?protocol=7&client=bench HTTP/1.1\r\nHost: 127.0.0.1:"
            + port
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    readHead();
    var _ = await("pusher:connection_established");
  }

  /** Subscribes to a public channel and waits until that is confirmed. */
  void subscribe(String channel) throws IOException {
    String frame = "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + channel + "\"}}";
    socket.getOutputStream().write(Masked.frame(1, frame.getBytes(UTF_8)));
    String answer = await("subscription_succeeded");
    if (!answer.contains(channel)) {
      throw new IOException("another channel was confirmed: " + answer);
    }
  }

  private void readHead() throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    if (!head.toString().startsWith("HTTP/1.1 101")) {
      throw new IOException("refused: " + head);
    }
  }

  private String await(String event) throws IOException {
    while (true) {
      int opcode = in.readUnsignedByte() & 0xf;
      int length = in.readUnsignedByte();
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = Math.toIntExact(in.readLong());
      }
      byte[] payload = in.readNBytes(length);
      String text = new String(payload, UTF_8);
      if (opcode == 9) {
        socket.getOutputStream().write(Masked.frame(10, payload));
      } else if (opcode == 8 || text.contains("error")) {
        throw new IOException("refused: " + text);
      } else if (text.contains(event)) {
        return text;
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
