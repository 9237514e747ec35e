package io.millrace.service.admin;

import io.millrace.service.http.HttpHandler;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.Route;
import java.lang.management.ManagementFactory;
import java.util.List;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * A look into the running JVM: {@code /debug/threads} and {@code /debug/heap}. Served only with
 * {@code server.debug_endpoints: true}, and to administrators alone where users are asked for.
 */
public final class DebugRoutes {
  private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";

  private DebugRoutes() {}

  /** Both routes, or none. */
  public static List<Route> of(boolean isEnabled) {
    return isEnabled
        ? List.of(
            Route.get("/debug/threads", command("threadPrint", "-l")),
            Route.get("/debug/heap", command("gcClassHistogram")))
        : List.of();
  }

  private static HttpHandler command(String name, String... arguments) {
    return _ -> {
      try {
        Object text =
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName(COMMANDS),
                    name,
                    new Object[] {arguments},
                    new String[] {String[].class.getName()});
        return HttpResponse.text(200, String.valueOf(text));
      } catch (JMException e) {
        return HttpResponse.text(501, "this JVM does not tell: " + e.getMessage() + "\n");
      }
    };
  }
}
