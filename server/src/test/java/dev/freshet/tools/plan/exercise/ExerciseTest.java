package dev.freshet.tools.plan.exercise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.tools.plan.Decision;
import dev.freshet.tools.plan.InputFaults;
import dev.freshet.tools.plan.Plan;
import dev.freshet.tools.plan.Request;
import dev.freshet.tools.plan.demand.Service;
import dev.freshet.tools.plan.price.PriceList;
import dev.freshet.tools.plan.report.Writers;
import dev.freshet.tools.plan.size.ConnectionCost;
import dev.freshet.tools.plan.size.Measured;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExerciseTest {
  private static final PriceList PRICES = PriceList.standard();
  private static final ConnectionCost COST = new Measured().cost();

  private static Exercise exercise(Map<String, String> changes) throws InputFaults {
    return Exercise.of(changes, PRICES, COST);
  }

  private static Answer answer(Service service, Map<String, String> changes) throws InputFaults {
    return exercise(changes).answers().stream()
        .filter(each -> each.service() == service)
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  void figuresAreThePlanners(Service service) throws InputFaults {
    Plan plan = Request.of(service, PRICES).plan(PRICES, COST);
    Figuring figuring = answer(service, Map.of()).figuring();
    assertThat(figuring.plan()).isEqualTo(plan);
    assertThat(figuring.row()).isEqualTo(plan.decision().deciding());
    assertThat(figuring.withPeople()).isEqualTo(plan.selfHosting().total().plus(plan.people()));
  }

  @Test
  void eachAnswerHasEstimatesTheRowBothSidesAndDoubts() throws InputFaults {
    String text = String.join("\n", Writers.text(exercise(Map.of()).document()));
    for (String name : List.of("Chat", "Stocks", "Notifications")) {
      assertThat(text)
          .contains(
              name + ", 1: who is connected, and when",
              name + ", 2: what that asks of the servers",
              name + ", 3: the place in the matrix",
              name + ", 4: the answer",
              name + ", 5: if another assumption is right",
              name + ": the row turns with ");
    }
    assertThat(text)
        .contains("For it:", "Against it:", "By the rule that 30 % are online:", "Side by side");
    assertThat(text).doesNotContain("null", "NaN", "%s", "%d", "Infinity");
  }

  @Test
  void anObjectionIsAPlanOfItsOwn() throws InputFaults {
    Answer stocks = answer(Service.STOCKS, Map.of());
    assertThat(stocks.objections())
        .extracting(Objection::what)
        .contains(
            "30 % of the day's users at the peak", "a team of 3", "orders are traded over it");
    Map<String, Decision.Row> rows =
        stocks.objections().stream()
            .collect(Collectors.toMap(Objection::what, each -> each.figuring().row()));
    assertThat(rows)
        .containsEntry("a team of 3", Decision.Row.SMALL_TEAM)
        .containsEntry("a deadline of 6 weeks", Decision.Row.DEADLINE)
        .containsEntry("a protocol of one's own", Decision.Row.CUSTOM_PROTOCOL)
        .containsEntry("orders are traded over it", Decision.Row.TRADING);
    long byRule = stocks.objections().getFirst().figuring().plan().demand().peak().count();
    assertThat(byRule).isEqualTo(stocks.request().estimate().orElseThrow().byRule().count());
  }

  @Test
  void anAssumptionChangesForOneServiceOrForAll() throws InputFaults {
    Map<String, String> changes = Map.of("team", "3", "stocks.team", "40", "chat.messages", "1");
    assertThat(answer(Service.CHAT, changes).figuring().row()).isEqualTo(Decision.Row.SMALL_TEAM);
    assertThat(answer(Service.STOCKS, changes).figuring().row())
        .isNotEqualTo(Decision.Row.SMALL_TEAM);
    assertThat(answer(Service.CHAT, changes).request().demand().messages().value()).isOne();
    assertThat(answer(Service.STOCKS, changes).request().demand().messages().value())
        .isEqualTo(Service.STOCKS.messages().value());
  }

  @Test
  void aPeakThatIsGivenLeavesThePeopleOut() throws InputFaults {
    Answer chat = answer(Service.CHAT, Map.of("chat.peak", "2m"));
    assertThat(chat.figuring().plan().demand().peak().count()).isEqualTo(2_000_000);
    assertThat(chat.objections()).extracting(Objection::what).doesNotContain("ten times the users");
  }

  @Test
  void allThatIsWrongIsTold() {
    assertThatThrownBy(() ->
            exercise(Map.of("chess.messages", "1", "chat.messages", "x", "stocks.colour", "red")))
        .isInstanceOfSatisfying(
            InputFaults.class,
            e ->
                assertThat(e.faults())
                    .anyMatch(each -> each.startsWith("--set: chess.messages (expected: "))
                    .anyMatch(each -> each.startsWith("--set chat.messages: x (expected: "))
                    .anyMatch(each -> each.startsWith("--set stocks.colour: unknown")));
  }

  @Test
  void theAnswerSaysWhetherRowAndMoneyAgree() throws InputFaults {
    for (Answer each : exercise(Map.of()).answers()) {
      Figuring figuring = each.figuring();
      boolean agree = figuring.row().advisesManaged() != figuring.ownIsCheaper();
      if (figuring.managed().isPresent()) {
        assertThat(figuring.answer().contains("Row and money agree")).isEqualTo(agree);
      }
    }
  }

  @Test
  void jsonHasEachAnswerWithItsPlan() throws InputFaults {
    Map<String, Object> json = exercise(Map.of()).json();
    assertThat(json).containsEntry("form", 1);
    assertThat((List<?>) json.getOrDefault("services", List.of()))
        .hasSize(3)
        .allSatisfy(each ->
            assertThat(((Map<?, ?>) each).keySet().toString())
                .contains("service", "answer", "objections", "plan", "own-is-cheaper"));
  }
}
