package io.millrace.agent.journal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;

import io.millrace.labels.Labels;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExportReaderTest {
  private static final String HEAD = "__CURSOR=c\n__REALTIME_TIMESTAMP=5\n";

  private static ExportReader reader(String text) {
    return new ExportReader(new ByteArrayInputStream(text.getBytes(ISO_8859_1)));
  }

  @Test
  void readsTextAndBytes() throws Exception {
    ExportReader reader =
        reader(
            "\n\n"
                + HEAD
                + "__MONOTONIC_TIMESTAMP=1\nA=b=c\nB\n\3\0\0\0\0\0\0\0x\n\n\nC=\n\n"
                + HEAD
                + "D=e\n");
    JournalEntry entry = reader.next();
    assertThat(entry)
        .isEqualTo(
            new JournalEntry(
                "c", 5000, new java.util.TreeMap<>(Map.of("A", "b=c", "B", "x\n\n", "C", ""))));
    // The last one lacks its end.
    assertThat(reader.next()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "A", "A=b\n", "A\n\1\0", "A\n\1\0\0\0\0\0\0\0", "A\n\1\0\0\0\0\0\0\0x"})
  void leavesOutAnEntryThatIsNotWhole(String text) throws Exception {
    assertThat(reader(HEAD + text).next()).isNull();
  }

  @Test
  void keepsTheHeadOfAHugeField() throws Exception {
    JournalEntry entry =
        reader(HEAD + "A=" + "x".repeat(ExportReader.MAX_FIELD_BYTES + 10) + "\nB=c\n\n").next();
    assertThat(entry).isNotNull();
    assertThat(entry.fields().get("A")).hasSize(ExportReader.MAX_FIELD_BYTES - 2);
    assertThat(entry.fields()).containsEntry("B", "c");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A=b\n\n",
        "__CURSOR=c\n__REALTIME_TIMESTAMP=x\n",
        "__CURSOR=c\n__REALTIME_TIMESTAMP=-1\n",
        "__CURSOR=c\n__REALTIME_TIMESTAMP=9999999999999999999\n",
        "A\n\377\377\377\377\377\377\377\377x",
        "A\n\1\0\0\0\0\0\0\0xy",
      })
  void refusesWhatIsNoExport(String text) {
    ExportReader reader = reader(text);
    assertThatThrownBy(reader::next).isInstanceOf(IOException.class);
  }

  @Test
  void throwsNothingButInputErrors() {
    String[] pieces = {
      "A=b\n", "\n", "A\n", "\0\0\0\0\0\0\0\0", "\1\0\0\0\0\0\0\0", HEAD, "x", "="
    };
    qt().withExamples(5000)
        .forAll(lists().of(integers().between(0, pieces.length - 1)).ofSizeBetween(0, 30))
        .checkAssert(
            list -> {
              StringBuilder text = new StringBuilder();
              list.forEach(i -> text.append(pieces[i]));
              ExportReader reader = reader(text.toString());
              try {
                JournalEntry entry = reader.next();
                while (entry != null) {
                  assertThat(entry.cursor()).isEqualTo("c");
                  entry = reader.next();
                }
              } catch (IOException e) {
                assertThat(e).hasMessageMatching("(?s).+");
              }
            });
  }

  @ParameterizedTest
  @CsvSource({"0, emerg", "3, error", "7, debug", "8, 8", "x, x"})
  void namesPriorities(String priority, String expected) {
    Labels labels =
        JournalFields.labels(
            Map.of("PRIORITY", priority, "_HOSTNAME", "h", "ERRNO", "2"), Labels.of("job", "j"));
    assertThat(labels)
        .isEqualTo(
            Labels.of(
                "__journal__hostname",
                "h",
                "__journal_errno",
                "2",
                "__journal_priority",
                priority,
                "__journal_priority_keyword",
                expected,
                "job",
                "j"));
  }
}
