package io.millrace.querier.api;

import io.millrace.logql.syntax.LogQuery;
import io.millrace.logql.syntax.ParseException;
import io.millrace.logql.syntax.Parser;
import io.millrace.logql.syntax.Query;
import io.millrace.service.http.HttpException;
import io.millrace.store.LabelMatcher;
import java.util.List;

/** Reads parameters that are stream selectors. */
final class Selectors {
  private Selectors() {}

  /** A selector that does not select everything; anything else is refused. */
  static List<LabelMatcher> parse(String text) {
    try {
      Query query = Parser.parse(text);
      if (query instanceof LogQuery log && log.stages().isEmpty()) {
        return log.matchers();
      }
      throw new HttpException(400, "only label matchers are supported");
    } catch (ParseException e) {
      throw new HttpException(400, String.valueOf(e.getMessage()));
    }
  }

  /** As {@link #parse}, but {@code {}} selects everything. */
  static List<LabelMatcher> parseOrAll(String text) {
    return text.replace(" ", "").equals("{}") ? List.of() : parse(text);
  }
}
