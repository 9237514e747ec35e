package io.millrace.logql.stage;

import io.millrace.template.Template;
import io.millrace.template.TemplateException;
import java.nio.charset.StandardCharsets;

/** A new line from a template; an old one with an error when the template fails. */
final class LineFormatStage implements LineStage {
  private final Template template;

  LineFormatStage(String text) throws StageException {
    try {
      this.template = Template.parse("line", text);
    } catch (TemplateException e) {
      throw new StageException("invalid line template: " + e.getMessage());
    }
  }

  Template template() {
    return template;
  }

  @Override
  public boolean apply(LineRun run) {
    try {
      byte[] line = template.execute(new LineInput(run)).getBytes(StandardCharsets.UTF_8);
      run.setLine(line, 0, line.length);
    } catch (TemplateException e) {
      run.setError("TemplateFormatErr", String.valueOf(e.getMessage()));
    }
    return true;
  }
}
