package io.millrace.agent.pipeline;

import io.millrace.agent.entry.EntryConsumer;
import io.millrace.agent.entry.LabelNames;
import io.millrace.agent.entry.LogEntry;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code eventlogmessage}: extracts the {@code key: value} lines of a Windows event's message. An
 * entry without the source passes as it is; one whose source is no text is dropped.
 *
 * @param dropsInvalid whether a key that is no label's name is left out instead of mended
 * @param overwrites whether a key that is extracted already is replaced, or else gets a suffix
 */
record EventLogStage(String source, boolean dropsInvalid, boolean overwrites, StageContext context)
    implements Stage {
  private static final String SUFFIX = "_extracted";

  @Override
  public void process(LogEntry entry, EntryConsumer next) {
    if (!entry.extracted().containsKey(source)) {
      next.accept(entry);
      return;
    }
    String message = Values.text(entry.extracted().get(source));
    if (message == null) {
      context.drops().dropped("eventlogmessage_stage");
      return;
    }
    for (String line : message.split("\r\n", -1)) {
      int colon = line.indexOf(':');
      if (colon >= 0) {
        put(entry.extracted(), line.substring(0, colon), line.substring(colon + 1).strip());
      }
    }
    next.accept(entry);
  }

  private void put(Map<String, @Nullable Object> extracted, String key, String value) {
    boolean isValid = LabelNames.isValid(key);
    if (!isValid && dropsInvalid) {
      return;
    }
    String name = isValid ? key : mended(key);
    extracted.put(overwrites || !extracted.containsKey(name) ? name : name + SUFFIX, value);
  }

  private static String mended(String key) {
    return key.isEmpty() ? "_" : key.replaceAll("^[0-9]|[^a-zA-Z0-9_]", "_");
  }
}
