package dev.freshet.session.token;

/** How a fetch of a key set ended. */
public enum JwksFetch {
  /** With keys. */
  OK,
  /** Without: no answer in time, another status, or nothing that is a key set. */
  FAILED
}
