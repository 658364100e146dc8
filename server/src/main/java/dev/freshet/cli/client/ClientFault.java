package dev.freshet.cli.client;

/** Something that cannot be done, told in a sentence for people. Carries no secret. */
public final class ClientFault extends Exception {
  private static final long serialVersionUID = 1;

  /** With what is to be printed. */
  public ClientFault(String message) {
    super(message);
  }

  /** What is to be printed. */
  public String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
