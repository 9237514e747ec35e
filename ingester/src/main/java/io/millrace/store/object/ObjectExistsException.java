package io.millrace.store.object;

import java.io.IOException;

/** A put under a name that is taken. */
public final class ObjectExistsException extends IOException {
  private static final long serialVersionUID = 1L;

  public ObjectExistsException(String name) {
    super("object " + name + " exists already");
  }
}
