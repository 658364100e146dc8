package dev.freshet.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.model.Member;
import dev.freshet.model.Notice;
import dev.freshet.model.Payload;
import dev.freshet.model.Publication;
import dev.freshet.model.Sender;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nodes of neighbouring releases understand each other while one takes the other's place. What
 * earlier releases wrote stays here as bytes, for good.
 */
class PublicationRecordTest {
  /** Of version 1: everything that a publication can have. */
  private static final Publication FULL =
      new Publication(
          "Ep0ch",
          258,
          1_795_378_868_407L,
          Payload.text("grüße"),
          "greeting",
          "key",
          new Sender("12.34", "ann"),
          null);

  private static final String FULL_1 =
      "01" // version
          + "01" // readable from
          + "0000000000000102" // offset
          + "05"
          + "4570306368" // epoch
          + "02" // time
          + "00000008"
          + "000001a204eb70b7"
          + "03" // payload, as text
          + "00000008"
          + "01"
          + "6772c3bcc39f65"
          + "04" // event
          + "00000008"
          + "6772656574696e67"
          + "05" // conflation key
          + "00000003"
          + "6b6579"
          + "06" // connection
          + "00000005"
          + "31322e3334"
          + "07" // user
          + "00000003"
          + "616e6e";

  private static final int HEAD = 16;

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static byte[] unknown(int tag) {
    return ByteBuffer.allocate(8).put((byte) tag).putInt(3).put(new byte[] {1, 2, 3}).array();
  }

  private static byte[] joined(byte[]... parts) {
    var all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(part -> part.length).sum());
    for (byte[] part : parts) {
      all.put(part);
    }
    return all.array();
  }

  /** When this fails, the release before cannot read what this one writes. */
  @Test
  void thisReleaseWritesWhatTheOneBeforeReads() {
    assertThat(HexFormat.of().formatHex(PublicationRecord.write(FULL))).isEqualTo(FULL_1);
    assertThat(PublicationRecord.READABLE_FROM).isEqualTo(1);
  }

  @Test
  void thisReleaseReadsWhatTheOneBeforeWrote() throws PublicationRecord.Unreadable {
    assertThat(PublicationRecord.read(bytes(FULL_1))).isEqualTo(FULL);
  }

  @Test
  void whatALaterReleaseAddsIsSkipped() throws PublicationRecord.Unreadable {
    byte[] record = bytes(FULL_1);
    byte[] head = Arrays.copyOf(record, HEAD);
    head[0] = 9;
    byte[] fields = Arrays.copyOfRange(record, HEAD, record.length);
    byte[] later = joined(head, unknown(99), fields, unknown(-1));
    assertThat(PublicationRecord.read(later)).isEqualTo(FULL);
    assertThat(PublicationRecord.read(joined(unknown(99), fields), "Ep0ch", 258)).isEqualTo(FULL);
  }

  @Test
  void whatOnlyALaterReleaseReadsIsRefused() {
    byte[] later = bytes(FULL_1);
    later[0] = 9;
    later[1] = 2;
    assertThatThrownBy(() -> PublicationRecord.read(later))
        .isInstanceOf(PublicationRecord.Unreadable.class)
        .hasMessage("version 9, readable from 2 (expected: readable from 1)");
  }

  private static List<Payload> payloads() {
    return List.of(
        Payload.text(""),
        Payload.text("text"),
        Payload.binary(new byte[] {0, -1, 127}),
        Payload.json("{\"a\":1}".getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @MethodSource("payloads")
  void aPayloadKeepsItsForm(Payload payload) throws PublicationRecord.Unreadable {
    var plain = new Publication("", 0, 5, payload, null, null);
    assertThat(PublicationRecord.read(PublicationRecord.write(plain))).isEqualTo(plain);
    var kept = new Publication("e", 7, 5, payload, null, null);
    assertThat(PublicationRecord.read(PublicationRecord.fields(kept), "e", 7)).isEqualTo(kept);
  }

  @ParameterizedTest
  @EnumSource(Notice.class)
  void aNoticeKeepsItsKind(Notice notice) throws PublicationRecord.Unreadable {
    var news = Publication.of(notice, new Member("ann", Payload.text("x")), 12, 5);
    assertThat(PublicationRecord.read(PublicationRecord.write(news))).isEqualTo(news);
  }

  /** These are the format's, whatever the order of the table. */
  @Test
  void noticesHaveTheirNumbersForGood() {
    assertThat(Arrays.stream(Notice.values()).map(PublicationRecordTest::number))
        .containsExactly(1, 2, 3, 4, 5, 6);
  }

  private static int number(Notice notice) {
    var news = new Publication("", 0, 5, Payload.NULL, null, null, null, notice);
    return PublicationRecord.fields(news)[5];
  }

  @Test
  void aRecordThatEndsBeforeItsEndIsRefused() {
    byte[] record = bytes(FULL_1);
    int readable = 0;
    for (int length = 0; length < record.length; length++) {
      byte[] part = Arrays.copyOf(record, length);
      try {
        PublicationRecord.read(part);
        readable++;
      } catch (PublicationRecord.Unreadable e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
    // Where one field ends and the next begins, what is there is a record with fewer fields.
    assertThat(readable).isEqualTo(6);
  }
}
