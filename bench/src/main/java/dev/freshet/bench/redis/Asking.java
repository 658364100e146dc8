package dev.freshet.bench.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.tools.load.frame.Loopback;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** One connection to a Redis server that asks a question at a time, in RESP2. One thread. */
final class Asking implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 60_000;

  private final Socket socket = new Socket();
  private final InputStream in;

  /** Connects to a port of 127.0.0.1. */
  Asking(int port) throws IOException {
    try {
      socket.connect(Loopback.of(1, port), 2_000);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Asks, and waits for the answer.
   *
   * @return a string, or the line of a status or number
   * @throws IOException when Redis tells of an error as well
   */
  String ask(byte[]... words) throws IOException {
    var out = new ByteArrayOutputStream();
    out.writeBytes(("*" + words.length + "\r\n").getBytes(UTF_8));
    for (byte[] word : words) {
      out.writeBytes(("$" + word.length + "\r\n").getBytes(UTF_8));
      out.writeBytes(word);
      out.writeBytes("\r\n".getBytes(UTF_8));
    }
    socket.getOutputStream().write(out.toByteArray());
    String line = line();
    if (line.startsWith("-")) {
      throw new IOException("redis: " + line);
    }
    if (!line.startsWith("$")) {
      return line.substring(1);
    }
    byte[] answer = in.readNBytes(Integer.parseInt(line.substring(1)));
    line();
    return new String(answer, UTF_8);
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("redis closed the connection");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
