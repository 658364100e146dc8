package dev.freshet.it.pusher;

import dev.freshet.cli.client.Json;
import dev.freshet.it.Node;
import dev.freshet.it.NodePackages;
import dev.freshet.it.Parsed;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The rules of one script of {@code src/test/node/pusher}: each test of a class holds the one it is
 * named after, against a node in development mode or one that the rule asks for.
 */
final class Rules
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  private static final int PATIENCE_SECONDS = 60;

  /** A node a rule asked for, and how to make it again. */
  private record Asked(Node node, String yaml, List<String> settings) {}

  private final String script;
  private final Map<Long, Asked> asked = new HashMap<>();
  private Node development;
  private Process process;
  private BufferedReader out;
  private BufferedWriter in;
  private String rule;

  /** The rules of a script, named without its folder and ending. */
  Rules(String script) {
    this.script = script;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    process = NodePackages.install().command("pusher/" + script + ".mjs").start();
    out = process.inputReader();
    in = process.outputWriter();
    development = Node.development();
    var tests =
        Arrays.stream(context.getRequiredTestClass().getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Test.class))
            .map(method -> (Object) method.getName())
            .collect(Collectors.toCollection(TreeSet::new));
    var rules = new TreeSet<>((List<?>) read().fields().get("rules"));
    if (!rules.equals(tests)) {
      throw new AssertionError(script + ".mjs has the rules " + rules + ", tests are " + tests);
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    rule = context.getRequiredTestMethod().getName();
  }

  /** Fails as the rule of the running test does. */
  void hold() throws IOException {
    var killer = Thread.startVirtualThread(this::killInTime);
    say(Map.of("rule", rule, "at", Map.of("port", (long) development.port())));
    for (Parsed line = read(); ; line = read()) {
      if (line.has("kept")) {
        killer.interrupt();
        return;
      }
      if (line.has("broken")) {
        killer.interrupt();
        throw new AssertionError(line.text("broken"));
      }
      say(Map.of("answer", Map.of("port", answer(line.object("ask")))));
    }
  }

  private void killInTime() {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Does what a rule asks for, and answers the port it is about. */
  private long answer(Parsed request) throws IOException {
    if (request.has("serve")) {
      var settings = new ArrayList<String>();
      ((List<?>) request.fields().get("settings")).forEach(each -> settings.add((String) each));
      return serve(request.text("serve"), settings);
    }
    if (request.has("stop")) {
      asked.get(request.number("stop")).node().close();
      return request.number("stop");
    }
    Asked before = asked.get(request.number("start"));
    var settings = new ArrayList<>(before.settings());
    settings.add("server.port=" + request.number("start"));
    return serve(before.yaml(), settings);
  }

  private long serve(String yaml, List<String> settings) throws IOException {
    Node node = Node.of(yaml, settings.toArray(String[]::new));
    asked.put((long) node.port(), new Asked(node, yaml, settings));
    return node.port();
  }

  private void say(Map<String, Object> line) throws IOException {
    in.write(Json.write(line));
    in.newLine();
    in.flush();
  }

  private Parsed read() throws IOException {
    String line = out.readLine();
    if (line == null) {
      throw new AssertionError(script + ".mjs ended, or took more than " + PATIENCE_SECONDS + " s");
    }
    return Parsed.json(line);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    asked.values().forEach(each -> each.node().close());
    asked.clear();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (process != null) {
      process.destroy();
    }
    if (development != null) {
      development.close();
    }
  }
}
