package dev.freshet;

import java.lang.reflect.Proxy;

/**
 * Hears SIGHUP. The JDK's only way is {@code sun.misc.Signal}, whose mention is a compiler warning
 * that nothing switches off; hence by name.
 */
final class Hangup {
  private static final System.Logger LOG = System.getLogger(Hangup.class.getName());

  private Hangup() {}

  /** Runs an action on a virtual thread at every SIGHUP; where there is no such signal, never. */
  static void hear(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object hearing =
          Proxy.newProxyInstance(
              Hangup.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> heard(action));
      Object hangup = signal.getConstructor(String.class).newInstance("HUP");
      var _ = signal.getMethod("handle", signal, handler).invoke(null, hangup, hearing);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      LOG.log(System.Logger.Level.INFO, "SIGHUP is not heard here: restart to reload");
    }
  }

  private static Thread heard(Runnable action) {
    return Thread.startVirtualThread(action);
  }
}
