package io.millrace.logql.stage;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes apart what Promtail's pack stage wrote: a JSON object of labels and the line. */
final class UnpackStage implements LineStage {
  private static final byte[] ENTRY = "_entry".getBytes(StandardCharsets.UTF_8);

  /** A label that is set once the object turns out to be packed. */
  private record Label(int id, String value) {}

  @Override
  public boolean apply(LineRun run) {
    if (run.lineLength() == 0 || run.needsNoLabels()) {
      return true;
    }
    byte[] buffer = run.lineBuffer();
    if (buffer[run.lineStart()] != '{') {
      run.parserError("JSONParserErr", "expecting json object(6), but it is not");
      return true;
    }
    JsonMembers members = new JsonMembers(buffer, run.lineStart(), run.lineEnd());
    List<Label> labels = new ArrayList<>();
    @Nullable String entry = null;
    while (members.next()) {
      if (buffer[members.valueStart()] != '"') {
        continue;
      }
      JsonKeys.Key key =
          JsonStage.key(run.jsonKeys(), buffer, members.keyStart(), members.keyEnd());
      if (key == null) {
        run.parserError("JSONParserErr", JsonScanner.message(JsonScanner.BAD_ESCAPE));
        return true;
      }
      String value = JsonStage.text(buffer, members.valueStart() + 1, members.valueEnd() - 1);
      if (isEntry(buffer, members)) {
        entry = value;
      } else if (key.id >= 0) {
        int label = run.target(key.id);
        if (label >= 0) {
          labels.add(new Label(label, value));
        }
      }
    }
    if (members.problem() < 0) {
      run.parserError("JSONParserErr", JsonScanner.message(members.problem()));
    } else if (entry != null) {
      for (Label label : labels) {
        run.set(label.id(), label.value());
        run.extracted(label.id());
      }
      byte[] line = entry.getBytes(StandardCharsets.UTF_8);
      run.setLine(line, 0, line.length);
    }
    return true;
  }

  private static boolean isEntry(byte[] buffer, JsonMembers members) {
    return Arrays.equals(buffer, members.keyStart(), members.keyEnd(), ENTRY, 0, ENTRY.length);
  }
}
