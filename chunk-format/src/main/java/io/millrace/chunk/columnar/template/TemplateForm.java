package io.millrace.chunk.columnar.template;

import io.millrace.bytes.FormatException;
import io.millrace.chunk.LineTemplate;

/** The numbers of {@link LineTemplate.Form} in a block. */
final class TemplateForm {
  static final int TEXT = 0;
  static final int JSON = 1;
  static final int LOGFMT = 2;

  private TemplateForm() {}

  static LineTemplate.Form of(int code) throws FormatException {
    return switch (code) {
      case TEXT -> LineTemplate.Form.TEXT;
      case JSON -> LineTemplate.Form.JSON;
      case LOGFMT -> LineTemplate.Form.LOGFMT;
      default -> throw FormatException.tooNew(0, "templates of form " + code);
    };
  }
}
