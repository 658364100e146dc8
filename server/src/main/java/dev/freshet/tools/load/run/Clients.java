package dev.freshet.tools.load.run;

import dev.freshet.tools.load.client.ClientPlan;
import dev.freshet.tools.load.process.ClientProcess;
import dev.freshet.tools.load.process.Counts;
import dev.freshet.tools.load.process.Gathered;
import dev.freshet.tools.load.process.Launch;
import dev.freshet.tools.proc.Root;
import dev.freshet.tools.proc.ServerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Processes of the load client that do one thing together; used by one thread. */
public final class Clients implements AutoCloseable {
  /** Files a process needs beside its connections. */
  private static final int RESERVE = 200;

  /** So many connections keep one thread busy in a storm. */
  private static final int CONNECTIONS_A_CORE = 20_000;

  private final List<ClientProcess> all = new ArrayList<>();
  private final List<ServerProcess> processes = new ArrayList<>();

  /** What one of the processes is asked. */
  private interface Question {
    Counts ask(ClientProcess process) throws IOException;
  }

  private Clients() {}

  /**
   * How many processes it takes.
   *
   * @param files that one process may open
   * @param cores of this machine
   */
  static int processes(int connections, long files, int cores) {
    long each = Math.max(1, files - RESERVE);
    long needed = (connections + each - 1) / each;
    long useful = Math.min(Math.max(1, cores / 2), (connections - 1) / CONNECTIONS_A_CORE + 1L);
    return (int) Math.max(1, Math.max(needed, useful));
  }

  /** As many processes as the plan takes on this machine. */
  public static int processes(ClientPlan plan) {
    long files = new ServerProcess(Root.system(), ServerProcess.SELF).openFilesMax().orElse(1024);
    int sockets = plan.connections() + plan.lorises();
    return processes(sockets, files, Runtime.getRuntime().availableProcessors());
  }

  /**
   * Starts processes that share the plan's connections and rates.
   *
   * @param count how many processes
   */
  static Clients start(Launch launch, ClientPlan plan, int count) throws IOException {
    var clients = new Clients();
    try {
      for (int i = 0; i < count; i++) {
        ClientProcess process = ClientProcess.start(launch, part(plan, i, count));
        clients.all.add(process);
        clients.processes.add(ServerProcess.of(process.pid()));
      }
      return clients;
    } catch (IOException e) {
      clients.close();
      throw e;
    }
  }

  private static ClientPlan part(ClientPlan plan, int number, int count) {
    int from = (int) ((long) plan.connections() * number / count);
    int to = (int) ((long) plan.connections() * (number + 1) / count);
    int rate = plan.pace().rate();
    var pace =
        new ClientPlan.Pace(
            (plan.pace().inFlight() + count - 1) / count,
            rate == 0 ? 0 : Math.max(1, rate / count),
            plan.pace().giveUpMillis());
    return new ClientPlan(
        plan.server(),
        to - from,
        plan.first() + from,
        plan.channels(),
        plan.description(),
        pace,
        plan.back(),
        plan.sampleEvery(),
        plan.lorises() * (number + 1) / count - plan.lorises() * number / count,
        plan.seconds(),
        plan.auth(),
        plan.token());
  }

  int count() {
    return all.size();
  }

  /** Waits until every connection is open or given up. */
  Gathered ready() throws IOException {
    return ask(ClientProcess::ready);
  }

  Gathered tick() throws IOException {
    return ask(ClientProcess::tick);
  }

  Gathered snap() throws IOException {
    return ask(ClientProcess::snap);
  }

  Gathered full() throws IOException {
    return ask(ClientProcess::full);
  }

  private Gathered ask(Question question) throws IOException {
    var answers = new ArrayList<Counts>();
    for (ClientProcess each : all) {
      answers.add(question.ask(each));
    }
    return new Gathered(answers);
  }

  void reset() throws IOException {
    for (ClientProcess each : all) {
      each.reset();
    }
  }

  /** A storm begins, counted from then; nanoseconds since the epoch. */
  void storm(long at) throws IOException {
    for (ClientProcess each : all) {
      each.storm(at);
    }
  }

  /** Closes a share of the connections of each, all at the same time. */
  long drop(double share, String how) throws IOException {
    for (ClientProcess each : all) {
      each.drop(share, how);
    }
    long count = 0;
    for (ClientProcess each : all) {
      count += each.dropped();
    }
    return count;
  }

  /** User and system time of all, in nanoseconds. */
  long cpuNanos() {
    return processes.stream().mapToLong(each -> each.cpuNanos().orElse(0)).sum();
  }

  /** Of each. */
  List<Long> cpuOfEach() {
    return processes.stream().map(each -> each.cpuNanos().orElse(0)).toList();
  }

  /** Resident bytes of all. */
  long rss() {
    return processes.stream().mapToLong(each -> each.resident().orElse(0)).sum();
  }

  @Override
  public void close() {
    all.forEach(ClientProcess::close);
  }
}
