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
    if (run.needsNoLabels()
        || !required.mayMatch(run.lineBuffer(), run.lineStart(), run.lineEnd())) {
      return true;
    }
    Matcher matcher = RegexInput.matcher(pattern, run.lineBuffer(), run.lineStart(), run.lineEnd());
    if (!matcher.find()) {
      return true;
    }
    for (int i = 0; i < groups.length; i++) {
      int label = run.target(labels[i]);
      if (label < 0) {
        continue;
      }
      String value = matcher.group(groups[i]);
      run.set(label, value == null ? "" : value);
      run.extracted(label);
      if (run.foundAllWanted()) {
        return true;
      }
    }
    return true;
  }
}
