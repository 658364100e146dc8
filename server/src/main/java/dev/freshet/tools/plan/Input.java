package dev.freshet.tools.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a plan is made from: the table of which command line, console and reference page know the
 * options. A value that is not given is that of the preset, else the standard one.
 */
public enum Input {
  SERVICE("service", "NAME", "", 0, 0, "a service to plan with: chat, stocks or notifications"),
  PEAK("peak", "COUNT", "", 1, 100e6, "most connections at one time, such as 50k or 2m"),
  DAILY_USERS(
      "daily-users", "COUNT", "", 1, 5e9, "people on a day, from whom the peak is reckoned"),
  SESSION_MINUTES("session-minutes", "MINUTES", "10", 0.01, 1440, "how long a session lasts"),
  SESSIONS("sessions", "NUMBER", "3", 0.01, 1000, "sessions of one person on a day"),
  LINGER_MINUTES(
      "linger-minutes",
      "MINUTES",
      "0.5",
      0,
      1440,
      "how long a connection stays after its session has ended"),
  DEVICES(
      "devices", "NUMBER", "1", 0.01, 100, "devices or tabs that one person has connected at once"),
  PEAK_FACTOR(
      "peak-factor", "NUMBER", "2.5", 1, 100, "how many times the day's average the peak is"),
  AVERAGE(
      "average",
      "PART",
      "0.5",
      0.001,
      1,
      "connections over the month as a part of the peak; with --daily-users it is reckoned"),
  MONTHLY_USERS(
      "monthly-users", "COUNT", "", 1, 10e9, "people of a month, by whom some services charge"),
  MESSAGES(
      "messages", "NUMBER", "1", 0, 60_000, "messages that a connection hears in a minute, from 0"),
  PAYLOAD("payload", "BYTES", "300", 1, 1 << 20, "bytes of a message"),
  CHANNELS("channels", "COUNT", "1000", 1, 1e9, "channels in use"),
  SUBSCRIPTIONS("subscriptions", "COUNT", "1", 1, 1000, "channels that a connection hears"),
  HISTORY("history", "COUNT", "0", 0, 100_000, "messages that each channel keeps"),
  REGIONS(
      "regions", "COUNT", "1", 1, 50, "clusters in different places, with as many clients each"),
  TEAM("team", "COUNT", "", 1, 10_000, "people who can run it"),
  DEADLINE("deadline", "WEEKS", "", 1, 1000, "weeks until it must be in use"),
  RECOVER(
      "recover",
      "SECONDS",
      "60",
      1,
      86_400,
      "within how many seconds all clients of a lost node should be back"),
  PEOPLE(
      "people", "USD", "", 0, 100e6, "what people cost a month (default: that of the price list)"),
  INSTANCE("instance", "NAME", "", 0, 0, "what nodes run on (default: what is cheapest)"),
  TLS("tls", "", "", 0, 0, "nodes end TLS"),
  CUSTOM_PROTOCOL("custom-protocol", "", "", 0, 0, "clients speak a protocol of your own"),
  TRADING("trading", "", "", 0, 0, "delay is money");

  private final String key;
  private final String label;
  private final String standard;
  private final double least;
  private final double most;
  private final String what;

  Input(String key, String label, String standard, double least, double most, String what) {
    this.key = key;
    this.label = label;
    this.standard = standard;
    this.least = least;
    this.most = most;
    this.what = what;
  }

  /** The option's name, without dashes. */
  public String key() {
    return key;
  }

  /** What its value is called; empty for one that is given or not. */
  public String label() {
    return label;
  }

  /** What it is when nobody says; may be empty. */
  public String standard() {
    return standard;
  }

  /** What it means, for help. */
  public String what() {
    return what;
  }

  /** Whether it is given or not, and has no value. */
  public boolean isFlag() {
    return label.isEmpty();
  }

  boolean isNumber() {
    return most > 0;
  }

  double least() {
    return least;
  }

  double most() {
    return most;
  }

  /** The one of that key. */
  static Optional<Input> of(String key) {
    return Arrays.stream(values()).filter(each -> each.key.equals(key)).findFirst();
  }

  /** All keys. */
  static List<String> keys() {
    return Arrays.stream(values()).map(Input::key).toList();
  }
}
