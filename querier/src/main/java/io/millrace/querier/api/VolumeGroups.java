package io.millrace.querier.api;

import io.millrace.labels.Labels;
import io.millrace.logql.stage.LabelSet;
import java.util.ArrayList;
import java.util.List;

/**
 * What the volumes of streams are added up by.
 *
 * @param labels that make a group
 * @param all whether every label of a stream does
 * @param byName whether each name of a label is a group of its own, with an empty value
 */
record VolumeGroups(List<String> labels, boolean all, boolean byName) {
  /** The groups that a stream adds to. */
  List<LabelSet> of(Labels stream) {
    LabelSet kept = LabelSet.of(stream).filter(name -> all || labels.contains(name));
    if (!byName) {
      return List.of(kept);
    }
    List<LabelSet> names = new ArrayList<>();
    kept.forEach((name, _) -> names.add(LabelSet.of(name, "")));
    return names;
  }
}
