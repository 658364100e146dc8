package dev.freshet.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.model.Secret;
import dev.freshet.model.app.App;
import dev.freshet.model.app.ChannelRules;
import dev.freshet.model.app.Limits;
import dev.freshet.model.app.TokenRules;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a reload changes, and what outlives it. */
class AppsTest {

  private static App app(String id, String key, int connections) {
    return app(id, key, connections, 0);
  }

  private static App app(String id, String key, int connections, int clusterConnections) {
    return new App(
        id,
        key,
        Secret.of("secret of " + id),
        new Limits(connections, clusterConnections, 0, 10, 100, 10, 0, 3, 1 << 20),
        new ChannelRules(List.of()),
        List.of(),
        TokenRules.SECRET_ONLY);
  }

  private static Problem refused(Apps apps, @Nullable String key) {
    return catchThrowableOfType(Refused.class, () -> apps.find(key)).problem();
  }

  @Test
  void theOnlyAppNeedNotBeNamed() {
    var apps = new Apps(List.of(app("a", "ka", 1)));
    assertThat(apps.find(null).app().id()).isEqualTo("a");
    assertThat(apps.find("ka")).isSameAs(apps.find(null));
    assertThat(refused(apps, "a")).as("the id is no key").isEqualTo(Problem.APP_UNKNOWN);
    assertThat(refused(apps, "")).isEqualTo(Problem.APP_UNKNOWN);
  }

  @Test
  void oneOfSeveralMustBeNamed() {
    var apps = new Apps(List.of(app("a", "ka", 1), app("b", "kb", 1)));
    assertThat(refused(apps, null)).isEqualTo(Problem.APP_REQUIRED);
    assertThat(apps.find("kb").app().id()).isEqualTo("b");
    assertThat(apps.all()).hasSize(2);
  }

  @Test
  void anAppIsFoundByItsIdOrKeyAndNobodyByAnother() {
    var apps = new Apps(List.of(app("a", "ka", 1), app("b", "kb", 1)));
    assertThat(apps.findById("a")).isSameAs(apps.find("ka"));
    assertThat(apps.findByKey("kb")).isSameAs(apps.find("kb"));
    assertThat(apps.findById("ka")).isNull();
    assertThat(apps.findByKey("a")).isNull();
  }

  @Test
  void withoutAppsNobodyIsFound() {
    assertThat(refused(new Apps(List.of()), null)).isEqualTo(Problem.APP_REQUIRED);
  }

  @Test
  void anAppThatStaysIsTheSameTenantWithItsNewSettings() {
    var apps = new Apps(List.of(app("a", "old", 1)));
    Tenant tenant = apps.find("old");
    tenant.enter(0);
    apps.replace(List.of(app("a", "new", 2)));
    assertThat(apps.find("new")).isSameAs(tenant);
    assertThat(refused(apps, "old")).isEqualTo(Problem.APP_UNKNOWN);
    assertThat(tenant.connections()).isEqualTo(1);
    assertThat(tenant.app().limits().connections()).isEqualTo(2);
  }

  @Test
  void anAppThatIsGoneKeepsItsConnectionsAndTheirCount() {
    var apps = new Apps(List.of(app("a", "ka", 2), app("b", "kb", 2)));
    Tenant gone = apps.find("ka");
    gone.enter(0);
    apps.replace(List.of(app("b", "kb", 2)));
    assertThat(refused(apps, "ka")).isEqualTo(Problem.APP_UNKNOWN);
    assertThat(gone.isRemoved()).isTrue();
    assertThat(gone.connections()).isEqualTo(1);
    gone.leave();
    assertThat(gone.connections()).isZero();
  }

  @Test
  void keysMayChangeHands() {
    var apps = new Apps(List.of(app("a", "ka", 1), app("b", "kb", 1)));
    apps.replace(List.of(app("a", "kb", 1), app("b", "ka", 1)));
    assertThat(apps.find("kb").app().id()).isEqualTo("a");
    assertThat(apps.find("ka").app().id()).isEqualTo("b");
  }

  @Test
  void connectionsAreBoundedAndARefusedOneIsNotCounted() {
    Tenant tenant = new Apps(List.of(app("a", "ka", 2))).find("ka");
    tenant.enter(0);
    tenant.enter(0);
    assertThat(catchThrowableOfType(Refused.class, () -> tenant.enter(0)).problem())
        .isEqualTo(Problem.CONNECTION_LIMIT);
    assertThat(tenant.connections()).isEqualTo(2);
    tenant.leave();
    tenant.enter(0);
    assertThat(tenant.connections()).isEqualTo(2);
  }

  @Test
  void theBoundOfConnectionsHoldsWhenAllComeAtOnce() throws Exception {
    Tenant tenant = new Apps(List.of(app("a", "ka", 50))).find("ka");
    var entered = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      var all = new ArrayList<Future<?>>();
      for (int i = 0; i < 8; i++) {
        all.add(
            threads.submit(() -> {
              for (int n = 0; n < 1_000; n++) {
                try {
                  tenant.enter(0);
                  entered.incrementAndGet();
                } catch (Refused e) {
                  assertThat(e.problem()).isEqualTo(Problem.CONNECTION_LIMIT);
                }
              }
            }));
      }
      for (Future<?> one : all) {
        one.get(20, TimeUnit.SECONDS);
      }
    }
    assertThat(entered).hasValue(50);
    assertThat(tenant.connections()).isEqualTo(50);
  }

  @Test
  void theBoundOverAllNodesCountsWhatOthersHaveAndNothingElse() {
    var others = new AtomicInteger(3);
    App bounded = app("a", "ka", 100, 5);
    var apps =
        new Apps(
            List.of(bounded, app("b", "kb", 100)), id -> id.equals("a") ? others.get() : 1_000_000);
    Tenant tenant = apps.find("ka");
    tenant.enter(0);
    tenant.enter(0);
    assertThatThrownBy(() -> tenant.enter(0))
        .isInstanceOf(Refused.class)
        .hasMessage("the limit is 5 connections over all nodes")
        .extracting("problem")
        .isEqualTo(Problem.CONNECTION_LIMIT);
    assertThat(tenant.connections()).isEqualTo(2);
    others.set(2);
    tenant.enter(0);
    assertThatThrownBy(() -> tenant.enter(0)).isInstanceOf(Refused.class);
    tenant.leave();
    tenant.enter(0);
    apps.find("kb").enter(0);
    apps.replace(List.of(app("a", "ka", 100, 6), app("b", "kb", 100)));
    tenant.enter(0);
    others.set(Integer.MAX_VALUE);
    assertThatThrownBy(() -> tenant.enter(0)).as("no overflow").isInstanceOf(Refused.class);
  }

  @Test
  void aNodeThatStandsAloneHasTheSmallerOfBothBounds() {
    Tenant tenant = new Apps(List.of(app("a", "ka", 2, 1))).find("ka");
    tenant.enter(0);
    assertThatThrownBy(() -> tenant.enter(0)).hasMessageContaining("over all nodes");
  }
}
