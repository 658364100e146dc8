package dev.freshet.session;

import dev.freshet.cluster.History.Page;
import dev.freshet.model.Position;
import dev.freshet.model.Publication;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where one client stands in each channel of its event stream. Every event carries all of them in
 * its id, so that a stream of several channels resumes each without loss from the one id a browser
 * keeps.
 */
final class Positions {
  /** The longest text of a position and its comma. */
  private static final int ROOM = 40;

  /** Stands for a channel without history; a client that sends it back asks for nothing. */
  static final Position UNKNOWN = new Position("-", 0);

  private final List<Position> positions;

  Positions(int channels) {
    this.positions = new ArrayList<>(channels);
    for (int i = 0; i < channels; i++) {
      positions.add(UNKNOWN);
    }
  }

  /** Takes the positions before the first event: what is gone stands where the client says. */
  void start(List<@Nullable Page> pages, List<@Nullable Position> since, int catchUpMax) {
    for (int i = 0; i < positions.size(); i++) {
      Page page = pages.get(i);
      Position from = since.get(i);
      if (page != null && (from == null || CatchUp.isWhole(page, from, catchUpMax))) {
        positions.set(i, CatchUp.start(page, from, catchUpMax));
      } else if (from != null) {
        positions.set(i, from);
      }
    }
  }

  /** The client is told that the past is gone, and where to go on; null without history. */
  void reset(int channel, @Nullable Position position) {
    positions.set(channel, position == null ? UNKNOWN : position);
  }

  /** The client hears a publication; one without a position leaves it where it is. */
  void move(int channel, Publication publication) {
    if (publication.hasPosition()) {
      positions.set(channel, publication.position());
    }
  }

  /** About how many bytes their text takes. */
  int room() {
    return 8 + positions.size() * ROOM;
  }

  /** Them, in the order of the channels; read only, changes with the next publication. */
  List<Position> list() {
    return positions;
  }
}
