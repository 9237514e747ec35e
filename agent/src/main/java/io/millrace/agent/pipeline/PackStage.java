package io.millrace.agent.pipeline;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.agent.entry.EntryConsumer;
import io.millrace.agent.entry.LogEntry;
import io.millrace.labels.Labels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SortedSet;

/**
 * {@code pack}: moves labels into the line, which becomes a JSON object with them in order and the
 * old line as {@code _entry}.
 *
 * @param ingestTimestamp whether the entry gets the time of now
 */
record PackStage(SortedSet<String> names, boolean ingestTimestamp, StageContext context)
    implements Stage {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public void process(LogEntry entry, EntryConsumer next) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(entry.length() + 256);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      Labels.Builder left = entry.labels().toBuilder();
      for (String name : names) {
        String value = Values.text(entry.extracted().get(name));
        if (value != null) {
          json.writeStringField(name, value);
          left.remove(name);
        }
      }
      json.writeStringField("_entry", entry.text());
      json.writeEndObject();
      entry.labels(left.build());
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    entry.line(out.toByteArray(), 0, out.size());
    if (ingestTimestamp) {
      entry.timestampNanos(context.clock().epochNanos());
    }
    next.accept(entry);
  }
}
