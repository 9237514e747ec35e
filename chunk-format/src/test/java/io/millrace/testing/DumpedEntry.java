package io.millrace.testing;

import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import io.millrace.labels.LabelsSyntaxException;
import io.millrace.labels.StreamLabelsParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/**
 * An entry as a value that tests can compare and print.
 *
 * @param line in Base64, since a line may be any bytes
 */
public record DumpedEntry(Labels stream, long timestampNanos, String line, Labels metadata) {
  public static DumpedEntry of(
      Labels stream, long timestampNanos, byte[] buffer, int offset, int length, Labels metadata) {
    byte[] line = Arrays.copyOfRange(buffer, offset, offset + length);
    return new DumpedEntry(
        stream, timestampNanos, Base64.getEncoder().encodeToString(line), metadata);
  }

  /** Reads lines of stream, timestamp, line in Base64 and metadata, with tabs between. */
  public static List<DumpedEntry> load(String resource) {
    byte[] bytes = resource(resource);
    if (resource.endsWith(".gz")) {
      bytes = gunzip(bytes);
    }
    return new String(bytes, StandardCharsets.UTF_8).lines().map(DumpedEntry::parse).toList();
  }

  /** The bytes of a test resource. */
  public static byte[] resource(String name) {
    try (InputStream in = DumpedEntry.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The entries of a batch. */
  public static List<DumpedEntry> of(Labels stream, EntryBatch batch) {
    List<DumpedEntry> entries = new ArrayList<>(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      int start = batch.lineStart(i);
      int length = batch.lineEnd(i) - start;
      entries.add(
          of(stream, batch.timestamp(i), batch.lineBytes(), start, length, batch.metadata(i)));
    }
    return entries;
  }

  private static byte[] gunzip(byte[] bytes) {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DumpedEntry parse(String text) {
    String[] fields = text.split("\t", -1);
    return new DumpedEntry(
        labels(fields[0]), Long.parseLong(fields[1]), fields[2], labels(fields[3]));
  }

  private static Labels labels(String text) {
    try {
      return StreamLabelsParser.parse(text).labels();
    } catch (LabelsSyntaxException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
