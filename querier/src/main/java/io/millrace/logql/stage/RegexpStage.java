package io.millrace.logql.stage;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Arrays;
import java.util.Map;

/** Labels from the named groups of the first match. */
final class RegexpStage implements LineStage {
  private final Pattern pattern;
  private final RequiredText required;
  private final int[] groups;
  private final int[] labels;

  RegexpStage(Pattern pattern, LabelNames names) {
    this.pattern = pattern;
    this.required = RequiredText.of(pattern.pattern());
    Map<String, Integer> named = pattern.namedGroups();
    this.groups = named.values().stream().mapToInt(Integer::intValue).sorted().toArray();
    this.labels = new int[groups.length];
    named.forEach(
        (name, group) ->
            labels[Arrays.binarySearch(groups, group)] = names.id(LabelKeys.sanitize(name, true)));
  }

  @Override
  public boolean apply(LineRun run) {
    if (run.wanted().nothing()
        || !required.mayMatch(run.lineBuffer(), run.lineStart(), run.lineEnd())) {
      return true;
    }
    byte[] line = Arrays.copyOfRange(run.lineBuffer(), run.lineStart(), run.lineEnd());
    Matcher matcher = pattern.matcher(line);
    if (!matcher.find()) {
      return true;
    }
    for (int i = 0; i < groups.length; i++) {
      int label = run.target(labels[i]);
      if (label < 0) {
        continue;
      }
      int start = matcher.start(groups[i]);
      if (start < 0) {
        run.set(label, "");
      } else {
        run.set(label, line, start, matcher.end(groups[i]));
      }
      run.extracted(label);
      if (run.foundAllWanted()) {
        return true;
      }
    }
    return true;
  }
}
