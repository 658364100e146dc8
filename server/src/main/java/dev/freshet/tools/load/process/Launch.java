package dev.freshet.tools.load.process;

import java.io.File;
import java.util.ArrayList;
import java.util.List;

/**
 * How a process of the load client is started.
 *
 * @param java the program
 * @param classPath what it runs
 * @param mainClass takes the arguments of a {@link dev.freshet.tools.load.client.ClientPlan}
 */
public record Launch(String java, String classPath, String mainClass) {
  private static final int BASE_MEBI = 96;
  private static final int CONNECTIONS_A_MEBI = 300;
  private static final int TLS_CONNECTIONS_A_MEBI = 100;

  /** With the Java and the class path of this process. */
  public static Launch own(String mainClass) {
    String java =
        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
    return new Launch(java, System.getProperty("java.class.path"), mainClass);
  }

  /** The command, without the arguments of a plan: with a heap that is enough and no more. */
  public List<String> command(int connections, boolean tls) {
    int mebi = BASE_MEBI + connections / (tls ? TLS_CONNECTIONS_A_MEBI : CONNECTIONS_A_MEBI);
    return new ArrayList<>(
        List.of(
            java,
            "-XX:+UseSerialGC",
            "-Xms8m",
            "-Xmx" + mebi + "m",
            "-Xmn4m",
            "-Xss512k",
            "-XX:MinHeapFreeRatio=5",
            "-XX:MaxHeapFreeRatio=15",
            "-XX:-ShrinkHeapInSteps",
            "-XX:+UseCompactObjectHeaders",
            "-XX:MaxDirectMemorySize=64m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dio.netty.jfr.enabled=false",
            "-Xshare:auto",
            "-Xlog:disable",
            "-cp",
            classPath,
            mainClass));
  }
}
