package io.millrace.push;

import io.millrace.labels.Labels;
import io.millrace.labels.LabelsSyntaxException;
import io.millrace.labels.StreamLabelsParser;
import io.millrace.testing.DumpedEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a push request holds; label text that does not parse counts as no labels. */
final class PushCollector implements PushVisitor {
  private final List<String> streams = new ArrayList<>();
  private final List<DumpedEntry> entries = new ArrayList<>();
  private Labels labels = Labels.empty();

  @Override
  public void stream(byte[] buffer, int labelsOffset, int labelsLength) {
    String text = new String(buffer, labelsOffset, labelsLength, StandardCharsets.UTF_8);
    streams.add(text);
    try {
      labels = StreamLabelsParser.parse(text).labels();
    } catch (LabelsSyntaxException e) {
      labels = Labels.empty();
    }
  }

  @Override
  public void entry(
      long timestampNanos, byte[] buffer, int lineOffset, int lineLength, MetadataPairs metadata) {
    entries.add(
        DumpedEntry.of(
            labels, timestampNanos, buffer, lineOffset, lineLength, metadata.toLabels()));
  }

  List<String> streams() {
    return streams;
  }

  List<DumpedEntry> entries() {
    return entries;
  }
}
