package dev.freshet.net.admission;

import java.util.function.Supplier;

/**
 * Tells the log of a storm: when clients had to wait or were refused, at most once a second while
 * that lasts, and once when it is over. For one thread, which looks about once a second.
 */
public final class StormLog {
  private static final System.Logger LOG = System.getLogger(StormLog.class.getName());

  /** A storm is over when nothing was seen of it so many times. */
  private static final int CALM = 3;

  /** Later lines are this many looks apart. */
  private static final int PAUSE = 5;

  private final Supplier<AdmissionReport> reports;
  private final System.Logger log;
  private long admittedBefore;
  private long refusedBefore;
  private long seenRefused;
  private int looks;
  private int calm;

  /** Of this node. */
  public StormLog(Admission admission) {
    this(admission::report, LOG);
  }

  StormLog(Supplier<AdmissionReport> reports, System.Logger log) {
    this.reports = reports;
    this.log = log;
    remember(reports.get());
  }

  /** Looks, and writes a line where there is something to tell. */
  public void look() {
    AdmissionReport now = reports.get();
    boolean storm = now.waiting() > 0 || now.held() > 0 || now.refused() > seenRefused;
    seenRefused = now.refused();
    if (looks == 0 && !storm) {
      remember(now);
      return;
    }
    looks++;
    calm = storm ? 0 : calm + 1;
    if (calm >= CALM) {
      over(now);
    } else if (storm && looks % PAUSE == 1) {
      log.log(
          System.Logger.Level.WARNING,
          "many clients come at once: {0} wait, {1} a second are let in, {2} were refused; all are"
              + " back in about {3} s",
          Integer.toString(now.waiting()),
          Long.toString(Math.round(now.perSecond())),
          Long.toString(now.refused() - refusedBefore),
          Long.toString(now.recovery().toSeconds()));
    }
  }

  private void over(AdmissionReport now) {
    log.log(
        System.Logger.Level.INFO,
        "no more clients come at once: {0} had to wait, and {1} were refused, within {2} s",
        Long.toString(now.admitted() - admittedBefore),
        Long.toString(now.refused() - refusedBefore),
        Integer.toString(looks - CALM));
    looks = 0;
    calm = 0;
    remember(now);
  }

  private void remember(AdmissionReport now) {
    admittedBefore = now.admitted();
    refusedBefore = now.refused();
    seenRefused = now.refused();
  }
}
