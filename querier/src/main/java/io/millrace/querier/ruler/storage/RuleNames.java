package io.millrace.querier.ruler.storage;

import io.millrace.querier.ruler.rule.GroupKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names of objects for groups of rules. */
final class RuleNames {
  private RuleNames() {}

  /** The beginning of the names of a tenant's objects; of all tenants' without one. */
  static String prefix(String root, String... parents) {
    return Stream.concat(Stream.of(root), Stream.of(parents).map(RuleNames::encoded))
        .collect(Collectors.joining("/", "", "/"));
  }

  static String name(String root, GroupKey key, String suffix) {
    return prefix(root, key.tenant(), key.namespace()) + encoded(key.group()) + suffix;
  }

  /** The group that an object is of; none when the name is not one of ours. */
  static Optional<GroupKey> key(String name, String suffix) {
    List<String> parts = List.of(name.split("/", -1));
    if (parts.size() != 4 || !name.endsWith(suffix)) {
      return Optional.empty();
    }
    String group = parts.get(3);
    try {
      return Optional.of(
          new GroupKey(
              decoded(parts.get(1)),
              decoded(parts.get(2)),
              decoded(group.substring(0, group.length() - suffix.length()))));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String decoded(String text) {
    return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
  }
}
