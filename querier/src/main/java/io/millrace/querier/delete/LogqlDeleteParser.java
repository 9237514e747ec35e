package io.millrace.querier.delete;

import io.millrace.entry.EntryBatch;
import io.millrace.logql.stage.LineRun;
import io.millrace.logql.stage.Pipeline;
import io.millrace.logql.stage.Wanted;
import io.millrace.logql.syntax.LogQuery;
import io.millrace.logql.syntax.ParseException;
import io.millrace.logql.syntax.Parser;
import io.millrace.logql.syntax.Query;
import io.millrace.store.delete.DeleteQuery;

/** Reads the queries of delete requests: a selector, and a pipeline that decides on lines. */
public final class LogqlDeleteParser implements DeleteQuery.Parser {
  @Override
  public DeleteQuery parse(String text) {
    Query query;
    try {
      query = Parser.parse(text);
    } catch (ParseException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    if (!(query instanceof LogQuery log)) {
      throw new IllegalArgumentException("only a log query selects entries");
    }
    if (log.stages().isEmpty()) {
      return new DeleteQuery(log.matchers(), null);
    }
    Pipeline pipeline = Pipeline.compile(log.stages(), null, Wanted.ALL);
    return new DeleteQuery(
        log.matchers(),
        stream -> {
          LineRun run = pipeline.newRun();
          run.stream(stream);
          return (batch, index) -> selects(pipeline, run, batch, index);
        });
  }

  private static boolean selects(Pipeline pipeline, LineRun run, EntryBatch batch, int index) {
    run.line(
        batch.timestamp(index),
        batch.lineBytes(),
        batch.lineStart(index),
        batch.lineEnd(index),
        batch.metadata(index));
    return pipeline.apply(run);
  }
}
