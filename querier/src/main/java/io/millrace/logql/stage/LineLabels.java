package io.millrace.logql.stage;

import io.millrace.labels.Labels;
import java.util.ArrayList;
import java.util.List;

/**
 * The labels that a line has after its pipeline.
 *
 * @param all labels of every origin
 * @param stream those of the stream that no stage has hidden
 * @param metadata those of structured metadata
 * @param parsed those that stages have set, with the error of the line
 */
public record LineLabels(LabelSet all, LabelSet stream, LabelSet metadata, LabelSet parsed) {

  /** Labels of a stream that no stage has touched. */
  public static LineLabels of(Labels stream) {
    LabelSet set = LabelSet.of(stream);
    return new LineLabels(set, set, LabelSet.EMPTY, LabelSet.EMPTY);
  }

  static final class Builder {
    private final List<String> stream = new ArrayList<>();
    private final List<String> metadata = new ArrayList<>();
    private final List<String> parsed = new ArrayList<>();

    void stream(String name, String value) {
      stream.add(name);
      stream.add(value);
    }

    void metadata(String name, String value) {
      metadata.add(name);
      metadata.add(value);
    }

    void parsed(String name, String value) {
      parsed.add(name);
      parsed.add(value);
    }

    LineLabels build(Labels base, boolean unchanged) {
      if (unchanged) {
        return LineLabels.of(base);
      }
      List<String> all = new ArrayList<>(stream.size() + metadata.size() + parsed.size());
      all.addAll(stream);
      all.addAll(metadata);
      all.addAll(parsed);
      return new LineLabels(
          LabelSet.sorting(all),
          LabelSet.sorting(stream),
          LabelSet.sorting(metadata),
          LabelSet.sorting(parsed));
    }
  }
}
