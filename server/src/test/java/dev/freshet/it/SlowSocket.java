package dev.freshet.it;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A WebSocket that reads nothing until it is asked to, over a socket whose receive buffer is small;
 * the clients nobody here wrote read ahead.
 */
final class SlowSocket implements AutoCloseable {

  /** A frame of the server. */
  record Frame(int opcode, ByteBuffer payload) {
    String text() {
      return StandardCharsets.UTF_8.decode(payload.duplicate()).toString();
    }

    /** The code of a close frame. */
    int code() {
      return payload.getChar(0);
    }

    boolean isClose() {
      return opcode == 8;
    }
  }

  private static final int PING = 9;

  private final Socket socket = new Socket();
  private final DataInputStream in;

  /** Opens a WebSocket and reads the answer to its handshake. */
  SlowSocket(int port, String path) throws IOException {
    socket.setReceiveBufferSize(8 * 1024);
    socket.setSoTimeout(20_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.getOutputStream().write(handshake(path).getBytes(StandardCharsets.US_ASCII));
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1024));
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    if (!head.toString().startsWith("HTTP/1.1 101 ")) {
      throw new IOException("refused: " + head);
    }
  }

  static String handshake(String path) {
    return "GET "
        + path
        + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  }

  /** The next frame that is no ping; blocks. Pings are not answered. */
  Frame read() throws IOException {
    Frame frame = readAny();
    while (frame.opcode() == PING) {
      frame = readAny();
    }
    return frame;
  }

  private Frame readAny() throws IOException {
    int opcode = in.readUnsignedByte() & 0x0f;
    long length = in.readUnsignedByte();
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    return new Frame(opcode, ByteBuffer.wrap(in.readNBytes(Math.toIntExact(length))));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
