package dev.freshet.console.access;

import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.model.Secret;
import dev.freshet.net.http.Answer;
import dev.freshet.net.http.Exchange;
import dev.freshet.net.http.Request;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.InetAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code POST /console/login} and {@code POST /console/logout}. */
final class LoginRoutes {
  /** Who enters by the token or the password. */
  static final String ADMIN = "admin";

  private static final int BODY_MAX = 4 * 1024;
  private static final Set<String> FIELDS = Set.of("token", "password");
  private static final Set<String> OUTCOMES = Set.of("ok", "refused", "limited", "busy");

  private final Sessions sessions;
  private final Guard guard;
  private final Site site;
  private final @Nullable Secret token;
  private final @Nullable PasswordCheck password;
  private final LoginRate rate;
  private final KnownAddresses known = new KnownAddresses();
  private final Audit audit;
  private final Metrics metrics;

  /**
   * Over these sessions.
   *
   * @param token what one may enter with; null for none
   * @param password what one may enter with; null for none
   */
  LoginRoutes(
      Sessions sessions,
      Guard guard,
      Site site,
      @Nullable Secret token,
      @Nullable PasswordCheck password,
      LoginRate rate,
      Audit audit,
      Metrics metrics) {
    this.sessions = sessions;
    this.guard = guard;
    this.site = site;
    this.token = token;
    this.password = password;
    this.rate = rate;
    this.audit = audit;
    this.metrics = metrics;
    // Seen by Prometheus before they grow.
    OUTCOMES.forEach(outcome -> metrics.count(Metric.CONSOLE_LOGINS, outcome));
  }

  /** Lets somebody in, or not. */
  void login(Exchange exchange) {
    Request request = exchange.request();
    if (site.isOther(request)) {
      throw new Refused(Problem.ORIGIN_REFUSED, "pages of other sites may not log in");
    }
    Body body = Body.read(request, FIELDS, BODY_MAX);
    String shownToken = body.get("token");
    String shownPassword = body.get("password");
    if ((shownToken == null) == (shownPassword == null)) {
      throw new Refused(Problem.BAD_JSON, "expected: a token or a password");
    }
    if (!mayTry(exchange)) {
      return;
    }
    if (shownToken != null) {
      enter(exchange, token != null && token.matches(shownToken), Way.TOKEN);
    } else if (shownPassword != null && password != null) {
      exchange.resume(
          compare(password, shownPassword, exchange.client()),
          right -> enter(exchange, right, Way.PASSWORD));
    } else {
      enter(exchange, false, Way.PASSWORD);
    }
  }

  private CompletionStage<Boolean> compare(
      PasswordCheck with, String shown, @Nullable InetAddress client) {
    try {
      return with.check(shown, client, known.has(client));
    } catch (Refused busy) {
      metrics.count(Metric.CONSOLE_LOGINS, "busy").increment();
      throw busy;
    }
  }

  /** Lets somebody out; the page is ours, or the cookie would not have come. */
  void logout(Exchange exchange) {
    Request request = exchange.request();
    if (!site.isSame(request)) {
      throw new Refused(Problem.ORIGIN_REFUSED, "pages of other sites may not log out");
    }
    ConsoleSession session = guard.find(request);
    if (session != null) {
      sessions.end(session);
      audit.done(session.user(), "logout", address(exchange));
    }
    exchange.answer(
        Answer.empty(204, Map.of("Set-Cookie", Cookies.forgetSession(site.isSecure(request)))));
  }

  /** Whether one attempt more may be made now; answers when it may not. */
  boolean mayTry(Exchange exchange) {
    int seconds = rate.take(exchange.client(), System.nanoTime());
    if (seconds == 0) {
      return true;
    }
    metrics.count(Metric.CONSOLE_LOGINS, "limited").increment();
    var refused = new Refused(Problem.LOGIN_RATE, "wait for " + seconds + " s");
    exchange.answer(
        new Answer(
            Problem.LOGIN_RATE.status(),
            Answer.PROBLEM_TYPE,
            Answer.problemBody(refused),
            Map.of(HttpHeaderNames.RETRY_AFTER.toString(), Integer.toString(seconds)),
            Problem.LOGIN_RATE));
    return false;
  }

  /** An id that the browser had is over: nobody could have planted the one it has from now on. */
  String begin(Exchange exchange, String user, Way way) {
    ConsoleSession before = guard.find(exchange.request());
    if (before != null) {
      sessions.end(before);
    }
    known.add(exchange.client());
    var begun = sessions.begin(user, way);
    metrics.count(Metric.CONSOLE_LOGINS, "ok").increment();
    audit.done(user, "login", address(exchange) + " by " + way.word());
    return Cookies.session(begun.id(), site.isSecure(exchange.request()));
  }

  /** Counts somebody who was not let in. */
  void refused(Exchange exchange, String user, Way way, String why) {
    metrics.count(Metric.CONSOLE_LOGINS, "refused").increment();
    audit.refused(user, "login", address(exchange) + " by " + way.word(), why);
  }

  private void enter(Exchange exchange, boolean right, Way way) {
    if (!right) {
      refused(exchange, "", way, "wrong");
      throw new Refused(Problem.LOGIN_REFUSED, "wrong " + way.word());
    }
    exchange.answer(Answer.empty(204, Map.of("Set-Cookie", begin(exchange, ADMIN, way))));
  }

  private static String address(Exchange exchange) {
    InetAddress client = exchange.client();
    return client == null ? "an unknown address" : client.getHostAddress();
  }
}
