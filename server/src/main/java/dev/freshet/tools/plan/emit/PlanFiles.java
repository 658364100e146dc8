package dev.freshet.tools.plan.emit;

import dev.freshet.tools.files.FileSet;
import dev.freshet.tools.files.TextFile;
import dev.freshet.tools.plan.Plan;
import dev.freshet.tools.plan.price.PriceList;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * What it takes to set up one region of a plan. Addresses, the name of the site and certificates
 * are examples to be replaced; secrets are random and made anew each time.
 */
public final class PlanFiles {
  private PlanFiles() {}

  /**
   * The files, none written yet.
   *
   * @param prices that the plan was reckoned by
   * @param random where secrets come from
   * @throws IllegalArgumentException in a sentence, when a region has more machines than one
   *     configuration should name
   */
  public static FileSet of(Plan plan, PriceList prices, SecureRandom random) {
    var layout = new Layout(plan, prices);
    var secrets = new Secrets(random);
    var node = new NodeConfig(layout, secrets);
    var files = new ArrayList<TextFile>();
    files.add(node.forMachines());
    files.add(node.variables());
    files.addAll(new SystemFiles(layout).files());
    files.addAll(new BalancerFiles(layout).files());
    files.addAll(new RedisFiles(layout, secrets).files());
    files.addAll(new ContainerSetup(layout, secrets).files());
    return new FileSet(List.copyOf(files));
  }
}
