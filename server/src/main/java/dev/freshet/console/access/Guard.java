package dev.freshet.console.access;

import dev.freshet.metrics.Count;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.net.http.Answer;
import dev.freshet.net.http.Exchange;
import dev.freshet.net.http.Request;
import dev.freshet.net.http.Route;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Stands before what only those may ask for who have entered. */
public final class Guard {
  private static final String CSRF = "X-CSRF-Token";

  private final Sessions sessions;
  private final Site site;
  private final Collection<Way> ways;
  private final Audit audit;
  private final Count noSession;
  private final Count noCsrf;
  private final Count anotherSite;

  /** What is asked for. */
  @FunctionalInterface
  public interface Guarded {
    /** Answers somebody who has entered; as {@link Route#answer}. */
    void answer(Exchange exchange, ConsoleSession session);
  }

  /**
   * Over these sessions.
   *
   * @param ways how one may enter, as those are told who have not
   */
  Guard(Sessions sessions, Site site, Collection<Way> ways, Audit audit, Metrics metrics) {
    this.sessions = sessions;
    this.site = site;
    this.ways = ways;
    this.audit = audit;
    this.noSession = metrics.count(Metric.CONSOLE_REFUSED, "no-session");
    this.noCsrf = metrics.count(Metric.CONSOLE_REFUSED, "no-csrf-token");
    this.anotherSite = metrics.count(Metric.CONSOLE_REFUSED, "another-site");
  }

  /** What changes nothing. */
  public Route reading(Guarded guarded) {
    return exchange -> {
      ConsoleSession session = find(exchange.request());
      if (session == null) {
        noSession.increment();
        exchange.answer(loginNeeded());
      } else if (site.isOther(exchange.request()) && !isNavigation(exchange.request())) {
        anotherSite.increment();
        throw new Refused(Problem.ORIGIN_REFUSED, "pages of other sites may not ask for this");
      } else {
        guarded.answer(exchange, session);
      }
    };
  }

  /** What changes something: the page must be ours and show the session's token. */
  public Route writing(Guarded guarded) {
    return exchange -> {
      Request request = exchange.request();
      ConsoleSession session = find(request);
      if (session == null) {
        noSession.increment();
        exchange.answer(loginNeeded());
        return;
      }
      if (!site.isSame(request)) {
        anotherSite.increment();
        audit.refused(session.user(), "request", request.toString(), "another site");
        throw new Refused(Problem.ORIGIN_REFUSED, "pages of other sites may not ask for this");
      }
      if (!session.showsCsrf(request.header(CSRF))) {
        noCsrf.increment();
        audit.refused(session.user(), "request", request.toString(), "no CSRF token");
        throw new Refused(
            Problem.FORBIDDEN, "X-CSRF-Token is not the one of GET /console/api/session");
      }
      guarded.answer(exchange, session);
    };
  }

  /** The session that a request belongs to, or null. */
  @Nullable ConsoleSession find(Request request) {
    return sessions.find(Cookies.find(request, Cookies.SESSION));
  }

  /** Somebody who types the address is from no site; nothing is changed by reading. */
  private static boolean isNavigation(Request request) {
    return "none".equals(request.header("Sec-Fetch-Site"));
  }

  private Answer loginNeeded() {
    return Answer.problem(
        new Refused(Problem.LOGIN_NEEDED, "there is no session, or it is over"),
        json -> {
          json.writeArrayPropertyStart("ways");
          ways.forEach(way -> json.writeString(way.word()));
          json.writeEndArray();
        });
  }
}
