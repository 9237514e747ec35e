package io.millrace.store.backfill;

import io.millrace.store.object.ObjectExistsException;
import io.millrace.store.object.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which of Loki's objects were taken over already, one per line in objects of the store. */
final class ImportLedger {
  private static final String PREFIX = "imports/";

  private final ObjectStore objects;

  ImportLedger(ObjectStore objects) {
    this.objects = objects;
  }

  Set<String> imported() throws IOException {
    Set<String> names = new HashSet<>();
    for (String object : objects.list(PREFIX)) {
      String text = new String(objects.readVersioned(object).content(), StandardCharsets.UTF_8);
      text.lines().forEach(names::add);
    }
    return names;
  }

  /** Notes what is in a pack that is in the store. */
  void add(String digest, List<String> names) throws IOException {
    String text = String.join("\n", names) + "\n";
    try {
      objects.put(PREFIX + digest + ".txt", text.getBytes(StandardCharsets.UTF_8));
    } catch (ObjectExistsException _) {
      // The list of a pack is always the same.
    }
  }
}
