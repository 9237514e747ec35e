package io.millrace.service.lifecycle;

/** Where a component is in its life, with the names that Loki prints. */
public enum State {
  NEW("New"),
  STARTING("Starting"),
  RUNNING("Running"),
  STOPPING("Stopping"),
  TERMINATED("Terminated"),
  FAILED("Failed");

  private final String label;

  State(String label) {
    this.label = label;
  }

  @Override
  public String toString() {
    return label;
  }
}
