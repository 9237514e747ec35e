package io.millrace.store.object;

import java.io.IOException;

/** A replacement of content that somebody else has replaced or deleted. */
public final class ObjectChangedException extends IOException {
  private static final long serialVersionUID = 1L;

  public ObjectChangedException(String name) {
    super("object " + name + " was changed or deleted meanwhile");
  }
}
