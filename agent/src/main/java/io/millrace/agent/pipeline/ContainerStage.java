package io.millrace.agent.pipeline;

import io.millrace.agent.entry.EntryConsumer;
import io.millrace.agent.entry.LogEntry;
import io.millrace.agent.entry.Progress;

/**
 * {@code container}: reads lines of either container run-time. A line that begins with a brace goes
 * through {@code docker}, another through {@code cri}.
 */
final class ContainerStage implements Stage {
  private final Stage cri;
  private final Stage docker;

  ContainerStage(Stage cri, Stage docker) {
    this.cri = cri;
    this.docker = docker;
  }

  @Override
  public void process(LogEntry entry, EntryConsumer next) {
    boolean isDocker = entry.length() > 0 && entry.buffer()[entry.offset()] == '{';
    (isDocker ? docker : cri).process(entry, next);
  }

  @Override
  public void end(EntryConsumer next) {
    docker.end(next);
    cri.end(next);
  }

  @Override
  public long heldFrom(Progress content) {
    return Math.min(docker.heldFrom(content), cri.heldFrom(content));
  }
}
