package io.millrace.store.object;

import java.util.regex.Pattern;

/** The rule for names of objects, which keeps every implementation inside of its root. */
public final class ObjectNames {
  private static final int MAX_LENGTH = 1024;
  private static final Pattern SEGMENTS = Pattern.compile("[A-Za-z0-9._=-]+(/[A-Za-z0-9._=-]+)*");

  private ObjectNames() {}

  /**
   * Returns the name.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static String require(String name) {
    if (name.length() > MAX_LENGTH || !SEGMENTS.matcher(name).matches()) {
      throw new IllegalArgumentException("not a name of an object: " + name);
    }
    for (String segment : name.split("/", -1)) {
      if (segment.equals(".") || segment.equals("..")) {
        throw new IllegalArgumentException("not a name of an object: " + name);
      }
    }
    return name;
  }
}
