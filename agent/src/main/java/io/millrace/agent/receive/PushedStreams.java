package io.millrace.agent.receive;

import io.millrace.agent.input.Feed;
import io.millrace.agent.input.InputContext;
import io.millrace.labels.Labels;
import io.millrace.labels.LabelsSyntaxException;
import io.millrace.labels.StreamLabelsParser;
import io.millrace.push.MetadataPairs;
import io.millrace.push.PushVisitor;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Hands on the entries of a request that has been checked. Streams with bad labels are left out.
 */
final class PushedStreams implements PushVisitor {
  private final PushSource source;
  private final InputContext context;
  private final Feed feed;
  private @Nullable Labels labels;
  private @Nullable String problem;

  PushedStreams(PushSource source, InputContext context, Feed feed) {
    this.source = source;
    this.context = context;
    this.feed = feed;
  }

  /** What is wrong with a stream that was left out; null when all were taken. */
  @Nullable String problem() {
    return problem;
  }

  @Override
  public void stream(byte[] buffer, int labelsOffset, int labelsLength) {
    String text = new String(buffer, labelsOffset, labelsLength, StandardCharsets.UTF_8);
    try {
      stream(StreamLabelsParser.parse(text).labels());
    } catch (LabelsSyntaxException e) {
      problem = "couldn't parse labels: " + e.getMessage();
      labels = null;
    }
  }

  /** A stream begins whose labels are known. */
  void stream(Labels pushed) {
    Labels.Builder all = pushed.toBuilder();
    source.labels().forEach(all::set);
    labels = context.labels(all.build());
  }

  @Override
  public void entry(
      long timestampNanos, byte[] buffer, int lineOffset, int lineLength, MetadataPairs metadata) {
    entry(timestampNanos, buffer, lineOffset, lineLength, metadata.toLabels());
  }

  /** An entry of the stream that began last. */
  void entry(long timestampNanos, byte[] buffer, int offset, int length, Labels metadata) {
    Labels known = labels;
    if (known != null) {
      long time = source.keepsTime() ? timestampNanos : Feed.NOW;
      feed.accept(time, known, metadata, buffer, offset, length);
    }
  }
}
