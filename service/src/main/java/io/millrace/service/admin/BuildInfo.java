package io.millrace.service.admin;

/**
 * What was built, in the fields that Loki's clients read.
 *
 * @param version without a leading v
 * @param goVersion the run-time's version; Loki's name for the field
 */
public record BuildInfo(
    String version,
    String revision,
    String branch,
    String buildUser,
    String buildDate,
    String goVersion) {
  /** The version in the manifest of the jar that {@code type} came from, else {@code dev}. */
  public static BuildInfo of(Class<?> type) {
    String version = type.getPackage().getImplementationVersion();
    return new BuildInfo(
        version == null ? "dev" : version, "", "", "", "", "java" + Runtime.version().feature());
  }
}
