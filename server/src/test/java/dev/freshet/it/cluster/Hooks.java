package dev.freshet.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.it.Parsed;
import dev.freshet.session.webhook.Backend;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the application's backend was told of some channels, each event once however often it came.
 *
 * @param events in the order they came first
 * @param repeats how often an event came again
 */
record Hooks(List<Event> events, int repeats) {

  /** One event; the user is empty where there is none. */
  record Event(String id, String name, String channel, String user) {
    private String subject() {
      return channel + " " + user;
    }

    private boolean begins() {
      return name.equals("channel_occupied") || name.equals("member_added");
    }
  }

  /** Takes the events of channels whose name ends so. */
  static Hooks of(List<Backend.Told> taken, String suffix) {
    var events = new ArrayList<Event>();
    var ids = new HashSet<String>();
    int repeats = 0;
    for (Backend.Told told : taken) {
      for (Parsed each : Parsed.json(told.body()).objects("events")) {
        if (each.text("channel").endsWith(suffix)) {
          String id = each.text("id");
          String user = each.has("user_id") ? each.text("user_id") : "";
          if (ids.add(id)) {
            events.add(new Event(id, each.text("name"), each.text("channel"), user));
          } else {
            repeats++;
          }
        }
      }
    }
    return new Hooks(events, repeats);
  }

  /** Each subject began, ended, began …: nothing was decided twice, and nothing was left out. */
  void checkAlternating() {
    var open = new TreeMap<String, Boolean>();
    for (Event event : events) {
      boolean was = open.getOrDefault(event.subject(), false);
      assertThat(event.begins())
          .as("%s after it %s, of %s", event, was ? "began" : "ended", events)
          .isNotEqualTo(was);
      open.put(event.subject(), event.begins());
    }
  }

  /** What has begun and not ended: channels, and members with their channel. */
  Set<String> open() {
    var open = new TreeSet<String>();
    for (Event event : events) {
      if (event.begins()) {
        open.add(event.subject());
      } else {
        open.remove(event.subject());
      }
    }
    return open;
  }
}
