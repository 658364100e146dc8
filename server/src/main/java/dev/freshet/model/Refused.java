package dev.freshet.model;

/**
 * A {@link Problem} on its way to a client, with what was wrong this time. It has no stack trace:
 * it is an answer, not a fault.
 */
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Problem problem;

  /**
   * A refusal.
   *
   * @param detail a sentence on this very request; may be shown to the client, so no secret and no
   *     more of the input than its client knows
   */
  public Refused(Problem problem, String detail) {
    super(detail, null, false, false);
    this.problem = problem;
  }

  /** The row of the table. */
  public Problem problem() {
    return problem;
  }

  /** What was wrong this time. */
  public String detail() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
