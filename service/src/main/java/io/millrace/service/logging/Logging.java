package io.millrace.service.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.util.List;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/** The process's log. Safe for use by any thread. */
public final class Logging {
  /** The levels of Loki and Promtail, the chattiest first. */
  public static final List<String> LEVELS = List.of("debug", "info", "warn", "error");

  private Logging() {}

  /** How a line looks. */
  public enum Format {
    LOGFMT,
    JSON
  }

  /**
   * Sets format and level.
   *
   * @param level one of {@link #LEVELS}
   * @throws IllegalArgumentException for another level
   */
  public static void configure(Format format, String level) {
    if (!LEVELS.contains(level)) {
      throw new IllegalArgumentException("not a log level: " + level);
    }
    install(context(), format, level);
  }

  /** The level in force, one of {@link #LEVELS}. */
  public static String level() {
    return root(context()).getEffectiveLevel().toString().toLowerCase(Locale.ROOT);
  }

  /** Changes the level at run time; false, with nothing changed, when there is no such level. */
  public static boolean setLevel(String level) {
    if (!LEVELS.contains(level)) {
      return false;
    }
    root(context()).setLevel(Level.toLevel(level));
    return true;
  }

  static void install(LoggerContext context, Format format, String level) {
    context.reset();
    LogLineEncoder encoder = new LogLineEncoder(format);
    encoder.setContext(context);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setName("stderr");
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    root(context).addAppender(appender);
    root(context).setLevel(Level.toLevel(level));
    // Netty tells of every buffer setting at debug level; nobody who debugs Millrace wants that.
    context.getLogger("io.netty").setLevel(Level.INFO);
    // Who watches the Kubernetes API tells of its failures in a line; the library would add a
    // stack.
    context.getLogger("io.fabric8").setLevel(Level.ERROR);
  }

  private static LoggerContext context() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }

  private static Logger root(LoggerContext context) {
    return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }
}
