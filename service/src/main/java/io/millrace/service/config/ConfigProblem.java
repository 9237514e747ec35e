package io.millrace.service.config;

/**
 * One thing that is wrong with a config file.
 *
 * @param line from 1
 * @param column from 1
 * @param path dotted, with list indexes as in {@code clients[0].url}; empty for the file as a whole
 * @param message what was found and what was expected
 */
public record ConfigProblem(String file, int line, int column, String path, String message) {
  @Override
  public String toString() {
    String where = file + ":" + line + ":" + column + ": ";
    return path.isEmpty() ? where + message : where + path + ": " + message;
  }
}
