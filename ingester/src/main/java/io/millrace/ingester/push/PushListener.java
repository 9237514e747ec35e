package io.millrace.ingester.push;

/** Is told what pushes do, for metrics. Called by any number of threads. */
public interface PushListener {
  /** Entries came in; nothing is known yet of whether they are taken. */
  void received(String tenant, long lines, long lineBytes, long metadataBytes);

  /** Entries were refused. */
  void discarded(String tenant, DiscardReason reason, long lines, long bytes);

  /** Entries are durable and can be queried. */
  void stored(String tenant, long lines, long repeated);
}
