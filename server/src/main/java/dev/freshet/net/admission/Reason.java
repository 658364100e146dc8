package dev.freshet.net.admission;

import java.util.Locale;

/** Why a socket is turned away. */
public enum Reason {
  /** It has waited, or would have to wait, longer than clients do. */
  WAIT("too many clients come at once"),
  /** More wait than may. */
  QUEUE_FULL("too many clients wait"),
  /** The node has as many sockets open as it can keep. */
  DESCRIPTORS("the server has as many connections open as it can keep"),
  /** Its address connects too often. */
  ADDRESS_RATE("this address connects too often"),
  /** The node stops. */
  STOPPING("the server is stopping");

  private final String text;

  Reason(String text) {
    this.text = text;
  }

  /** What the client is told. */
  String text() {
    return text;
  }

  /** The value of its label. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
