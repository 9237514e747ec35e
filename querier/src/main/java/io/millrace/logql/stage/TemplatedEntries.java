package io.millrace.logql.stage;

import io.millrace.bytes.FormatException;
import io.millrace.chunk.TemplateValues;
import io.millrace.chunk.TemplatedBlock;
import io.millrace.entry.EntryBatch;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one block whose lines are stored as templates, on their way through a pipeline. A
 * line is put together when a stage or the result needs it; where the parser can't go by fields,
 * all lines of the block are at once. Not safe for concurrent use.
 */
public final class TemplatedEntries implements LineSource {
  private final FieldReader reader;
  private final TemplatedBlock block;
  private final EntryBatch bare;

  /** For each entry how many lines of its template stand in front of it. */
  private final int[] rows;

  private final @Nullable TemplatePlan[] plans;

  /** What the numbers in the plans count on. */
  private int timesForgotten;

  private @Nullable EntryBatch whole;
  private int @Nullable [] sizes;

  TemplatedEntries(FieldReader reader, TemplatedBlock block) throws FormatException {
    this.reader = reader;
    this.block = block;
    this.bare = block.bareEntries();
    this.rows = rows(block, bare.size());
    this.plans = new @Nullable TemplatePlan[block.templates()];
    this.timesForgotten = reader.run().timesForgotten();
  }

  private static int[] rows(TemplatedBlock block, int entries) {
    int[] next = new int[block.templates() + 1];
    int[] rows = new int[entries];
    for (int i = 0; i < entries; i++) {
      rows[i] = next[block.templateOf(i) + 1]++;
    }
    return rows;
  }

  /** The entries with their times and structured metadata, and empty lines. */
  public EntryBatch bare() {
    return bare;
  }

  /**
   * Sends the line of an entry through the stages; false when it is dropped.
   *
   * @throws UncheckedIOException when the columns are damaged
   */
  public boolean apply(int entry) {
    int template = block.templateOf(entry);
    try {
      if (template == TemplatedBlock.VERBATIM) {
        return applyVerbatim(entry);
      }
      TemplatePlan plan = plan(template);
      FieldPlan fields = plan.fields();
      return fields == null ? applyWhole(entry) : apply(plan, fields, entry);
    } catch (FormatException e) {
      throw damaged(e);
    }
  }

  private TemplatePlan plan(int template) {
    if (timesForgotten != reader.run().timesForgotten()) {
      timesForgotten = reader.run().timesForgotten();
      Arrays.fill(plans, null);
    }
    TemplatePlan known = plans[template];
    if (known == null) {
      known = TemplatePlan.of(reader, block, template);
      plans[template] = known;
    }
    return known;
  }

  private boolean apply(TemplatePlan plan, FieldPlan fields, int entry) throws FormatException {
    int row = rows[entry];
    for (FieldVerdicts verdicts : plan.verdicts()) {
      if (verdicts.drops(reader.probe(), row)
          && bare.metadataValue(entry, verdicts.name()) == null) {
        return false;
      }
    }
    LineRun run = reader.run();
    run.line(bare.timestamp(entry), this, entry, bare.metadata(entry));
    if (timesForgotten != run.timesForgotten()) {
      // The names that were found up to now were too many; the numbers in the plan are void.
      return applyWhole(entry);
    }
    fields.apply(run, row);
    return reader.pipeline().applyBehindFirst(run);
  }

  private boolean applyVerbatim(int entry) throws FormatException {
    TemplateValues lines = block.verbatimLines();
    if (lines == null) {
      return applyWhole(entry);
    }
    LineRun run = reader.run();
    int row = rows[entry];
    run.line(
        bare.timestamp(entry),
        lines.bytes(),
        lines.start(row),
        lines.end(row),
        bare.metadata(entry));
    return reader.pipeline().apply(run);
  }

  private boolean applyWhole(int entry) {
    LineRun run = reader.run();
    run.line(bare.timestamp(entry), this, entry, bare.metadata(entry));
    return reader.pipeline().apply(run);
  }

  @Override
  public void load(int entry, CurrentLine line) {
    int template = block.templateOf(entry);
    try {
      FieldPlan fields = template == TemplatedBlock.VERBATIM ? null : plan(template).fields();
      if (fields != null) {
        byte[] bytes = fields.columns().line(rows[entry]);
        line.set(bytes, 0, bytes.length);
        return;
      }
      EntryBatch batch = whole;
      if (batch == null) {
        batch = block.entries();
        whole = batch;
      }
      line.set(batch.lineBytes(), batch.lineStart(entry), batch.lineEnd(entry));
    } catch (FormatException e) {
      throw damaged(e);
    }
  }

  @Override
  public int length(int entry) {
    int[] known = sizes;
    if (known == null) {
      try {
        known = block.lineSizes();
      } catch (FormatException e) {
        throw damaged(e);
      }
      sizes = known;
    }
    return known[entry];
  }

  private static UncheckedIOException damaged(FormatException e) {
    return new UncheckedIOException(String.valueOf(e.getMessage()), e);
  }
}
