package dev.freshet.tools.plan.demand;

import dev.freshet.tools.plan.unit.Bytes;
import dev.freshet.tools.plan.unit.Minutes;
import dev.freshet.tools.plan.unit.PerMinute;
import dev.freshet.tools.plan.unit.Share;
import dev.freshet.tools.plan.unit.Users;
import java.util.List;

/**
 * Three services to plan with, each after one that is known. Users and minutes are published
 * figures; what no one publishes (messages, payload, channels, devices, peak factor) is assumed.
 */
@SuppressWarnings("ImmutableEnumChecker") // records of numbers, and a list that is copied
public enum Service {
  CHAT(
      "chat",
      "a messenger of the size of Telegram",
      new Audience(
          new Users(450_000_000),
          new Minutes(41.0 / 21),
          new Share(21),
          new Minutes(0.5),
          new Share(1),
          new Share(2.5)),
      new PerMinute(2),
      new Bytes(300),
      100_000_000,
      5,
      50,
      List.of(
          new Figure(
              "900 million monthly users, half of them open it every day",
              "Pavel Durov, reported by news-pravda.com",
              "2024-04-10"),
          new Figure(
              "over 1 billion monthly users; opened 21 times a day, 41 minutes a day",
              "Pavel Durov, reported by latestly.com",
              "2025-03-19"))),
  STOCKS(
      "stocks",
      "a stock exchange app of the size of Upbit",
      new Audience(
          new Users(1_280_000),
          new Minutes(13),
          new Share(2),
          new Minutes(0.5),
          new Share(1),
          new Share(3)),
      new PerMinute(60),
      new Bytes(150),
      2_000,
      10,
      1,
      List.of(
          new Figure(
              "1.28 million weekly users on Android, taken for daily ones here",
              "etoday.co.kr/news/view/1584680",
              "2018-01"),
          new Figure(
              "apps for crypto are used 26 minutes a day, for stocks 13; use fell from 397 to 64"
                  + " million minutes a week within ten weeks",
              "ajunews.com 2018-03-21, sedaily.com",
              "2018-03-21"))),
  NOTIFICATIONS(
      "notifications",
      "notifications to devices that are always connected, of a large shop or streaming service",
      new Audience(
          new Users(10_000_000),
          new Minutes(1_440),
          new Share(1),
          new Minutes(0),
          new Share(0.8),
          new Share(1)),
      new PerMinute(0.05),
      new Bytes(500),
      10_000_000,
      1,
      10,
      List.of(
          new Figure(
              "hundreds of millions of devices connected at once, of about a billion, 300,000"
                  + " messages a second at most",
              "netflixtechblog.com/pushy-to-the-limit",
              "2024-09-10"),
          new Figure(
              "10 million daily users and 0.8 devices connected for each are assumed",
              "assumption",
              "2026-11-28")));

  private final String key;
  private final String what;
  private final Audience audience;
  private final PerMinute messages;
  private final Bytes payload;
  private final long channels;
  private final int subscriptions;
  private final int history;
  private final List<Figure> figures;

  Service(
      String key,
      String what,
      Audience audience,
      PerMinute messages,
      Bytes payload,
      long channels,
      int subscriptions,
      int history,
      List<Figure> figures) {
    this.key = key;
    this.what = what;
    this.audience = audience;
    this.messages = messages;
    this.payload = payload;
    this.channels = channels;
    this.subscriptions = subscriptions;
    this.history = history;
    this.figures = List.copyOf(figures);
  }

  /** As the command line has it. */
  public String key() {
    return key;
  }

  /** What it is, in a sentence without a full stop. */
  public String what() {
    return what;
  }

  /** Its people and their habits. */
  public Audience audience() {
    return audience;
  }

  /** Messages that each connection hears, assumed. */
  public PerMinute messages() {
    return messages;
  }

  /** Of a message, assumed. */
  public Bytes payload() {
    return payload;
  }

  /** Channels in use, assumed. */
  public long channels() {
    return channels;
  }

  /** Channels that a connection hears, assumed. */
  public int subscriptions() {
    return subscriptions;
  }

  /** Messages that a channel keeps, assumed. */
  public int history() {
    return history;
  }

  /** Published figures and who published them. */
  public List<Figure> figures() {
    return figures;
  }
}
