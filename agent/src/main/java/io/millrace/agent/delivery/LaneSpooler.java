package io.millrace.agent.delivery;

import io.millrace.agent.spool.Spool;
import io.millrace.agent.spool.SpoolMetrics;
import io.millrace.labels.Labels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves the batches of one lane to its spool when its readers need room. */
final class LaneSpooler implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(LaneSpooler.class);

  private final Lane lane;
  private final Spool spool;
  private final Workshop workshop;
  private final Labels externalLabels;
  private final SpoolMetrics metrics;

  LaneSpooler(
      Lane lane, Spool spool, Workshop workshop, Labels externalLabels, SpoolMetrics metrics) {
    this.lane = lane;
    this.spool = spool;
    this.workshop = workshop;
    this.externalLabels = externalLabels;
    this.metrics = metrics;
  }

  @Override
  public void run() {
    try {
      for (List<Batch> batches = lane.takeForSpool();
          !batches.isEmpty();
          batches = lane.takeForSpool()) {
        lane.spooled(batches, write(batches));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns the places of those that were written, the first ones. */
  private List<Object> write(List<Batch> batches) {
    List<byte[]> bodies = new ArrayList<>();
    for (Batch each : batches) {
      bodies.add(workshop.encode(each, 0, each.count(), externalLabels));
    }
    try {
      return spool.append(bodies);
    } catch (IOException e) {
      metrics.failed();
      log.atError().setCause(e).log("spool not written, batches stay in memory");
      return List.of();
    }
  }
}
