package dev.freshet.net;

import dev.freshet.hub.Loop;
import io.netty.channel.Channel;
import java.util.concurrent.CompletionStage;

/**
 * Decides whether a new socket is kept, and when it may begin to cost something. Everything but
 * {@link #accepts} is called on the socket's loop.
 */
public interface Door {

  /**
   * Whether a socket that was just accepted can be kept for as long as its client is told
   * something; one that cannot is closed at once. On the loop that accepts.
   */
  boolean accepts();

  /** A new socket. There is nothing in its pipeline, and nothing was read from it. */
  void arrived(Channel socket, Station station, Inside inside);

  /** A socket that was accepted is closed, whatever became of it in between. */
  void gone();

  /** What is behind the door. */
  interface Inside {

    /**
     * Adds the handlers to the pipeline; who opens passes on that the socket is active, and what
     * was read.
     */
    void open(Channel socket, Station station, Handshake handshake);

    /** Ends a socket whose client did not say anything in time, as its protocol has it. */
    void late(Channel socket, Station station);

    /** Whether sockets speak TLS. */
    boolean isTls();
  }

  /** What becomes of the first request of a socket. */
  interface Handshake {
    /** One that nobody waits for. */
    Handshake UNOBSERVED =
        new Handshake() {
          @Override
          public void pends() {}

          @Override
          public void ended() {}
        };

    /** It was read, and its answer needs something that is not there yet. Twice is once. */
    void pends();

    /** It is answered, or never will be. Twice is once. */
    void ended();

    /** It ends with a stage, which completes on any thread; what waits for it waits for others. */
    default void endsWith(CompletionStage<?> stage, Loop loop) {
      if (!stage.toCompletableFuture().isDone()) {
        pends();
      }
      var _ = stage.whenComplete((done, failure) -> loop.run(this::ended));
    }
  }
}
