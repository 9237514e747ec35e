package io.millrace.cli;

import picocli.CommandLine.IVersionProvider;

/** The version as {@code millrace --version} prints it. */
final class VersionText implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"millrace " + version()};
  }

  /** The version in the jar's manifest; {@code dev} when run from classes. */
  static String version() {
    String version = VersionText.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
