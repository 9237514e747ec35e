package io.millrace.service.config;

import org.jspecify.annotations.Nullable;

/** A text that must not reach logs: printing it gives {@code <secret>}. */
public final class Secret {
  private static final String MASK = "<secret>";

  private final String value;

  public Secret(String value) {
    this.value = value;
  }

  /** A URL to be shown: without the password in {@code https://user:password@host}. */
  public static String maskedUrl(String url) {
    int start = url.indexOf("//") + 2;
    int colon = url.indexOf(':', start);
    int end = url.lastIndexOf('@');
    boolean hasPassword = start > 1 && colon >= 0 && colon < end;
    return hasPassword ? url.substring(0, colon + 1) + MASK + url.substring(end) : url;
  }

  /** The text itself, to be passed on and not to be kept. */
  public String reveal() {
    return value;
  }

  public boolean isEmpty() {
    return value.isEmpty();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Secret that && value.equals(that.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return MASK;
  }
}
