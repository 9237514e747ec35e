package io.millrace.service.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/** Prints an event as one line of logfmt or JSON. */
final class LogLineEncoder extends EncoderBase<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final byte[] NOTHING = {};

  private final Logging.Format format;

  LogLineEncoder(Logging.Format format) {
    this.format = format;
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(200);
    add(line, "level", event.getLevel().toString().toLowerCase(Locale.ROOT));
    add(line, "ts", TIME.format(event.getInstant()));
    add(
        line,
        "caller",
        event.getLoggerName().substring(event.getLoggerName().lastIndexOf('.') + 1));
    add(line, "msg", event.getFormattedMessage());
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        add(line, pair.key, pair.value);
      }
    }
    addContext(line, event);
    IThrowableProxy failure = event.getThrowableProxy();
    if (failure != null) {
      add(line, "err", failure.getClassName() + ": " + failure.getMessage());
      add(line, "stack", ThrowableProxyUtil.asString(failure));
    }
    line.append(format == Logging.Format.JSON ? "}\n" : "\n");
    return line.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Whose request it is; an event that says so itself is not told twice. */
  private void addContext(StringBuilder line, ILoggingEvent event) {
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    event
        .getMDCPropertyMap()
        .forEach(
            (key, value) -> {
              if (pairs == null || pairs.stream().noneMatch(pair -> pair.key.equals(key))) {
                add(line, key, value);
              }
            });
  }

  private void add(StringBuilder line, String key, @Nullable Object value) {
    String text = String.valueOf(value);
    switch (format) {
      case LOGFMT -> {
        line.append(line.isEmpty() ? "" : " ").append(bareKey(key)).append('=');
        if (isBare(text)) {
          line.append(text);
        } else {
          quote(line, text);
        }
      }
      case JSON -> {
        line.append(line.isEmpty() ? '{' : ',');
        quote(line, key);
        line.append(':');
        boolean isPlain =
            value instanceof Integer || value instanceof Long || value instanceof Boolean;
        if (isPlain) {
          line.append(text);
        } else {
          quote(line, text);
        }
      }
    }
  }

  private static void quote(StringBuilder line, String text) {
    line.append('"');
    JsonStringEncoder.getInstance().quoteAsString(text, line);
    line.append('"');
  }

  private static boolean isBare(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c == '=' || c == '"' || c == '\\' || (c >= 0x7f && c < 0xa0)) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static String bareKey(String key) {
    if (isBare(key)) {
      return key;
    }
    StringBuilder bare = new StringBuilder();
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      bare.append(isBare(String.valueOf(c)) ? c : '_');
    }
    return bare.isEmpty() ? "_" : bare.toString();
  }
}
