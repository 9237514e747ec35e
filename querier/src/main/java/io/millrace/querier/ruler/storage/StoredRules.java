package io.millrace.querier.ruler.storage;

import io.millrace.querier.ruler.rule.GroupKey;
import io.millrace.querier.ruler.rule.RuleException;
import io.millrace.querier.ruler.rule.RuleGroup;
import io.millrace.querier.ruler.rule.RuleGroups;
import io.millrace.store.object.ObjectChangedException;
import io.millrace.store.object.ObjectExistsException;
import io.millrace.store.object.ObjectStore;
import io.millrace.store.object.VersionedObject;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The groups of rules that were pushed to the API. Safe for use by any number of threads. */
public final class StoredRules {
  private static final Logger LOG = LoggerFactory.getLogger(StoredRules.class);
  private static final String ROOT = "rules";
  private static final String SUFFIX = ".yaml";
  private static final int ATTEMPTS = 10;

  private final ObjectStore objects;

  public StoredRules(ObjectStore objects) {
    this.objects = objects;
  }

  /** All groups of all tenants. One that can't be read is left out, and the log says so. */
  public Map<GroupKey, RuleGroup> all() throws IOException {
    return read(RuleNames.prefix(ROOT));
  }

  /** The groups of a tenant. */
  public Map<GroupKey, RuleGroup> of(String tenant) throws IOException {
    return read(RuleNames.prefix(ROOT, tenant));
  }

  /** One group, if there is one. */
  public Optional<RuleGroup> find(GroupKey key) throws IOException {
    return read(RuleNames.name(ROOT, key, SUFFIX), key);
  }

  private Map<GroupKey, RuleGroup> read(String prefix) throws IOException {
    Map<GroupKey, RuleGroup> groups = new TreeMap<>();
    for (String name : objects.list(prefix)) {
      Optional<GroupKey> key = RuleNames.key(name, SUFFIX);
      if (key.isPresent()) {
        read(name, key.get()).ifPresent(group -> groups.put(key.get(), group));
      }
    }
    return groups;
  }

  private Optional<RuleGroup> read(String name, GroupKey key) throws IOException {
    try {
      byte[] content = objects.readVersioned(name).content();
      return Optional.of(RuleGroups.parse(new String(content, StandardCharsets.UTF_8)));
    } catch (FileNotFoundException _) {
      return Optional.empty();
    } catch (RuleException e) {
      LOG.atError()
          .addKeyValue("tenant", key.tenant())
          .addKeyValue("object", name)
          .addKeyValue("reason", e.getMessage())
          .log("a stored group of rules can't be used; it is not evaluated");
      return Optional.empty();
    }
  }

  /** Stores a group in the place of the one that was there. Afterwards it survives a power cut. */
  public void put(GroupKey key, RuleGroup group) throws IOException {
    String name = RuleNames.name(ROOT, key, SUFFIX);
    byte[] content = RuleGroups.toYaml(group).getBytes(StandardCharsets.UTF_8);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        VersionedObject old = objects.readVersioned(name);
        objects.replace(name, content, old.version());
        return;
      } catch (FileNotFoundException _) {
        try {
          objects.put(name, content);
          return;
        } catch (ObjectExistsException e) {
          LOG.debug("{} was stored by somebody else meanwhile: {}", name, e.getMessage());
        }
      } catch (ObjectChangedException e) {
        LOG.debug("{} was changed by somebody else meanwhile: {}", name, e.getMessage());
      }
    }
    throw new IOException("others change the group of rules " + name + " all the time");
  }

  /** Deletes a group; false when there is none. */
  public boolean delete(GroupKey key) throws IOException {
    String name = RuleNames.name(ROOT, key, SUFFIX);
    try {
      objects.size(name);
    } catch (FileNotFoundException _) {
      return false;
    }
    objects.delete(name);
    return true;
  }

  /** Deletes all groups of a namespace; false when there is none. */
  public boolean deleteNamespace(String tenant, String namespace) throws IOException {
    List<String> names = objects.list(RuleNames.prefix(ROOT, tenant, namespace));
    for (String name : names) {
      objects.delete(name);
    }
    return !names.isEmpty();
  }
}
