package io.millrace.agent.relabel;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.millrace.agent.entry.LabelNames;
import io.millrace.labels.Labels;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One rule. Immutable. */
sealed interface RelabelRule {
  /** The labels after the rule; null when the target is dropped. */
  @Nullable Labels apply(Labels labels);

  /** The values of some labels joined; a missing label is empty. */
  record Source(List<String> labels, String separator) {
    String of(Labels from) {
      return labels.stream().map(from::getOrEmpty).collect(Collectors.joining(separator));
    }
  }

  /** {@code replace}. */
  record Replace(Source source, Pattern regex, Replacement target, Replacement value)
      implements RelabelRule {
    @Override
    public Labels apply(Labels labels) {
      Matcher match = regex.matcher(source.of(labels));
      if (!match.matches()) {
        return labels;
      }
      String name = target.expand(match, regex.namedGroups());
      if (!LabelNames.isValid(name)) {
        return labels;
      }
      return labels.toBuilder().set(name, value.expand(match, regex.namedGroups())).build();
    }
  }

  /** The actions keep and drop. */
  record Filter(Source source, Pattern regex, boolean keeps) implements RelabelRule {
    @Override
    public @Nullable Labels apply(Labels labels) {
      return regex.matches(source.of(labels)) == keeps ? labels : null;
    }
  }

  /** The actions keepequal and dropequal. */
  record FilterEqual(Source source, String target, boolean keeps) implements RelabelRule {
    @Override
    public @Nullable Labels apply(Labels labels) {
      return source.of(labels).equals(labels.getOrEmpty(target)) == keeps ? labels : null;
    }
  }

  /** {@code hashmod}. */
  record HashMod(Source source, String target, long modulus) implements RelabelRule {
    @Override
    public Labels apply(Labels labels) {
      byte[] hash;
      try {
        hash =
            MessageDigest.getInstance("MD5")
                .digest(source.of(labels).getBytes(StandardCharsets.UTF_8));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java has MD5", e);
      }
      long last = ByteBuffer.wrap(hash).getLong(hash.length - Long.BYTES);
      String rest = Long.toUnsignedString(Long.remainderUnsigned(last, modulus));
      return labels.toBuilder().set(target, rest).build();
    }
  }

  /** {@code lowercase} and {@code uppercase}. */
  record ChangeCase(Source source, String target, boolean isUpper) implements RelabelRule {
    @Override
    public Labels apply(Labels labels) {
      String value = source.of(labels);
      // Character by character as in Go: one never becomes two.
      StringBuilder changed = new StringBuilder();
      value
          .codePoints()
          .map(isUpper ? Character::toUpperCase : Character::toLowerCase)
          .forEach(changed::appendCodePoint);
      return labels.toBuilder().set(target, changed.toString()).build();
    }
  }

  /** {@code labelmap}. */
  record LabelMap(Pattern regex, Replacement name) implements RelabelRule {
    @Override
    public Labels apply(Labels labels) {
      Labels.Builder mapped = labels.toBuilder();
      labels.forEach(
          (from, value) -> {
            Matcher match = regex.matcher(from);
            if (match.matches()) {
              mapped.set(name.expand(match, regex.namedGroups()), value);
            }
          });
      return mapped.build();
    }
  }

  /** The actions labeldrop and labelkeep. */
  record FilterLabels(Pattern regex, boolean keeps) implements RelabelRule {
    @Override
    public Labels apply(Labels labels) {
      Labels.Builder left = labels.toBuilder();
      labels.forEach(
          (name, _) -> {
            if (regex.matches(name) != keeps) {
              left.remove(name);
            }
          });
      return left.build();
    }
  }
}
