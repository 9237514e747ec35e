package io.millrace.agent.discovery;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** This machine's name. */
public final class HostName {
  private HostName() {}

  /**
   * The variable {@code NODE_NAME} or {@code HOSTNAME}, one of which a DaemonSet sets to the node's
   * name, or the system's.
   */
  public static String get() {
    for (String name : List.of("NODE_NAME", "HOSTNAME")) {
      String variable = System.getenv(name);
      if (variable != null && !variable.isEmpty()) {
        return variable;
      }
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException ignored) {
      // A machine without a name in its own tables: it can still be this one.
      return "localhost";
    }
  }
}
