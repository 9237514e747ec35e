package io.millrace.querier.ruler;

import io.millrace.querier.ruler.rule.GroupKey;
import io.millrace.querier.ruler.rule.RuleGroup;
import io.millrace.querier.ruler.storage.RuleFiles;
import io.millrace.querier.ruler.storage.StoredRules;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All rules: those of files and those of the API. Where both name a group, the file's counts. Safe
 * for use by any number of threads.
 */
public final class RuleBook {
  private final StoredRules stored;
  private final RuleFiles files;
  private volatile Map<GroupKey, RuleGroup> ofFiles = Map.of();

  public RuleBook(StoredRules stored, RuleFiles files) {
    this.stored = stored;
    this.files = files;
  }

  /** Reads all rules again. */
  synchronized Map<GroupKey, RuleGroup> all() throws IOException {
    ofFiles = Map.copyOf(files.read());
    return merged(stored.all(), ofFiles);
  }

  /** A tenant's rules; files as they were when all rules were last read. */
  public Map<GroupKey, RuleGroup> of(String tenant) throws IOException {
    Map<GroupKey, RuleGroup> fromFiles = new TreeMap<>(ofFiles);
    fromFiles.keySet().removeIf(key -> !key.tenant().equals(tenant));
    return merged(stored.of(tenant), fromFiles);
  }

  private static Map<GroupKey, RuleGroup> merged(
      Map<GroupKey, RuleGroup> stored, Map<GroupKey, RuleGroup> fromFiles) {
    Map<GroupKey, RuleGroup> all = new TreeMap<>(stored);
    all.putAll(fromFiles);
    return all;
  }

  /** One group, if there is one. */
  public Optional<RuleGroup> find(GroupKey key) throws IOException {
    RuleGroup fromFile = ofFiles.get(key);
    return fromFile == null ? stored.find(key) : Optional.of(fromFile);
  }

  /** Whether a namespace is that of a file, which the API can't change. */
  public boolean isFile(String tenant, String namespace) {
    return ofFiles.keySet().stream()
        .anyMatch(key -> key.tenant().equals(tenant) && key.namespace().equals(namespace));
  }

  /** Where the API's rules lie. */
  public StoredRules stored() {
    return stored;
  }
}
