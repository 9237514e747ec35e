package io.millrace.agent.delivery;

import io.millrace.agent.entry.LogEntry;
import io.millrace.bytes.FormatException;
import io.millrace.labels.Labels;
import io.millrace.labels.LabelsSyntaxException;
import io.millrace.labels.StreamLabelsParser;
import io.millrace.push.MetadataPairs;
import io.millrace.push.PushDecoder;
import io.millrace.push.PushVisitor;
import io.millrace.snappy.SnappyBlock;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fills a batch with the entries of a push request that was made of one before. */
final class SpooledBatch implements PushVisitor {
  private static final Logger log = LoggerFactory.getLogger(SpooledBatch.class);
  private static final int MAX_REQUEST_BYTES = 512 << 20;

  private final Batch batch;
  private final LogEntry entry = new LogEntry();
  private Labels labels = Labels.empty();

  private SpooledBatch(Batch batch) {
    this.batch = batch;
  }

  /**
   * Adds the entries of a compressed request.
   *
   * @throws FormatException when it is none
   */
  static void fill(Batch batch, byte[] body) throws FormatException {
    byte[] request = SnappyBlock.decompress(body, 0, body.length, MAX_REQUEST_BYTES);
    PushDecoder.decode(request, 0, request.length, new SpooledBatch(batch));
  }

  @Override
  public void stream(byte[] buffer, int labelsOffset, int labelsLength) {
    String text = new String(buffer, labelsOffset, labelsLength, StandardCharsets.UTF_8);
    try {
      labels = StreamLabelsParser.parse(text).labels();
    } catch (LabelsSyntaxException e) {
      // The server could not read them either; it is the one to say so.
      log.atError().addKeyValue("labels", text).log("labels in the spool not understood: " + e);
      labels = Labels.of("job", "spool");
    }
  }

  @Override
  public void entry(
      long timestampNanos, byte[] buffer, int lineOffset, int lineLength, MetadataPairs metadata) {
    entry.begin(timestampNanos, labels, buffer, lineOffset, lineLength);
    entry.metadata(metadata.toLabels());
    batch.add(entry, buffer, lineOffset, lineLength);
  }
}
