package dev.freshet.hub;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Notice;
import dev.freshet.model.Publication;
import dev.freshet.wire.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Publications of one channel, encoded one after the other into one buffer for all subscribers of a
 * loop that have the same wire. Belongs to one loop and lives for one drain; subscribers that keep
 * bytes take retained slices.
 */
public final class Encoded {
  private final ChannelName channel;
  private final List<Publication> publications;
  private final ByteBuf bytes;
  private final int[] ends;

  private final boolean selective;
  private final boolean losses;
  private final int encodings;

  /** Where the bytes lie in memory, 0 where they have no address. */
  private final long address;

  /** Who needs the buffer; all on one loop. */
  private int holders = 1;

  private Encoded(
      ChannelName channel,
      List<Publication> publications,
      ByteBuf bytes,
      int[] ends,
      boolean selective,
      boolean losses,
      int encodings) {
    this.channel = channel;
    this.publications = publications;
    this.bytes = bytes;
    this.ends = ends;
    this.selective = selective;
    this.losses = losses;
    this.encodings = encodings;
    this.address = bytes.hasMemoryAddress() ? bytes.memoryAddress() : 0;
  }

  /**
   * Encodes.
   *
   * @param publications at least one; not changed as long as the result lives
   */
  static Encoded of(Wire wire, ChannelName channel, List<Publication> publications) {
    int size = 0;
    for (Publication publication : publications) {
      size += publication.payload().size() + 64;
    }
    ByteBuf bytes = ByteBufAllocator.DEFAULT.directBuffer(size);
    int[] ends = new int[publications.size()];
    boolean selective = false;
    boolean losses = false;
    int encodings = 0;
    try {
      for (int i = 0; i < ends.length; i++) {
        Publication publication = publications.get(i);
        selective |= publication.isSelective();
        losses |= isForSessions(publication.notice());
        if (takes(wire, publication.notice())) {
          wire.encode(bytes, channel, publication);
          encodings++;
        }
        ends[i] = bytes.writerIndex();
      }
      return new Encoded(channel, publications, bytes.retain(), ends, selective, losses, encodings);
    } finally {
      bytes.release();
    }
  }

  private static boolean takes(Wire wire, @Nullable Notice notice) {
    return notice == null || (!isForSessions(notice) && wire.takesNotices());
  }

  /** What follows from it each session tells by itself: no wire says it to all alike. */
  private static boolean isForSessions(@Nullable Notice notice) {
    return notice == Notice.LOST || notice == Notice.RETURNED;
  }

  /** The channel of all of them. */
  public ChannelName channel() {
    return channel;
  }

  /** How many publications there are, at least 1. */
  public int count() {
    return ends.length;
  }

  /** One publication. */
  public Publication publication(int i) {
    return publications.get(i);
  }

  /** Whether some of them are not for every subscriber as they are, so that each must be asked. */
  public boolean isSelective() {
    return selective;
  }

  /**
   * Whether a {@link Notice#LOST} or {@link Notice#RETURNED} is among them, which have no bytes.
   */
  public boolean tellsLoss() {
    return losses;
  }

  /** Whether there is something in it for those who have the wire. */
  boolean isForAnybody() {
    return encodings > 0 || losses;
  }

  /** All of them; read only. */
  List<Publication> publications() {
    return publications;
  }

  /** How many of them the wire was asked to encode; the others are nothing to it. */
  int encodings() {
    return encodings;
  }

  /** The length of one publication's bytes; 0 for a notice that the wire does not take. */
  public int length(int i) {
    return ends[i] - start(i);
  }

  /** The length of all from {@code first} on. */
  public int lengthFrom(int first) {
    return ends[ends.length - 1] - start(first);
  }

  /** The bytes of all publications from {@code first} on; the caller owns the slice. */
  public ByteBuf retainedFrom(int first) {
    return first == 0
        ? bytes.retainedDuplicate()
        : bytes.retainedSlice(start(first), lengthFrom(first));
  }

  /** The bytes of one publication; the caller owns the slice. */
  public ByteBuf retained(int i) {
    return bytes.retainedSlice(start(i), length(i));
  }

  /**
   * Where the bytes of all publications from {@code first} on lie in memory, as long as somebody
   * holds them; 0 where they have no address. They are {@link #lengthFrom} long and only read.
   */
  public long address(int first) {
    return address == 0 ? 0 : address + start(first);
  }

  /** Holds it until {@link #release}: cheaper than a slice, for those who need it on this loop. */
  public Encoded retain() {
    holders++;
    return this;
  }

  /** Gives one hold back; with the last the buffer goes. */
  public void release() {
    holders--;
    if (holders == 0) {
      bytes.release();
    }
  }

  private int start(int i) {
    return i == 0 ? 0 : ends[i - 1];
  }
}
