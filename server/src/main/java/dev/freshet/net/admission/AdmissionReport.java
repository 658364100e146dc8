package dev.freshet.net.admission;

import java.time.Duration;

/**
 * How a node lets clients in, at one moment.
 *
 * @param requests requests that become no connection and wait
 * @param resuming clients that resume and wait
 * @param fresh new clients that wait
 * @param underWay handshakes that wait for other parts of the server
 * @param underWayMax how many may
 * @param perSecond how many clients a second are let in while some wait
 * @param share what part of their other work the event loops spend on it at most, 0.25 to 1
 * @param admitted how many had to wait and were let in since the start
 * @param refused how many were turned away since the start
 * @param held clients that were turned away and are told later
 * @param recovery until those who wait are served, and those who were refused are back
 * @param sockets sockets that are open
 * @param socketsMax how many may be
 */
public record AdmissionReport(
    int requests,
    int resuming,
    int fresh,
    int underWay,
    int underWayMax,
    double perSecond,
    double share,
    long admitted,
    long refused,
    int held,
    Duration recovery,
    int sockets,
    int socketsMax) {

  /** How many wait. */
  public int waiting() {
    return requests + resuming + fresh;
  }
}
