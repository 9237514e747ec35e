package io.millrace.store.backfill;

import java.io.IOException;
import java.util.List;

/** Objects as Loki has stored them. */
public interface LokiObjects {
  /** The names of all objects, in ascending order, parts joined by {@code /}. */
  List<String> names() throws IOException;

  byte[] read(String name) throws IOException;
}
