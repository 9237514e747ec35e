package io.millrace.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DialectTest {
  private record Fields(Map<String, String> labels, String line, long timestampNanos)
      implements Template.Input {}

  private static String run(String template, Dialect dialect) throws TemplateException {
    Fields input = new Fields(Map.of("Value", "Foo Bar", "level", "warn", "n", "3"), "line", 0);
    return Template.parse("t", template, dialect).execute(input);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      value = {
        "{{ .Value }} => Foo Bar",
        "{{ .none }} => <no value>",
        "{{ if .none }}y{{ else }}n{{ end }} => n",
        "{{ ToUpper .level }}{{ ToLower .Value }} => WARNfoo bar",
        "{{ Replace .Value \"o\" \"0\" 1 }} => F0o Bar",
        "{{ Trim \"xax\" \"x\" }}{{ TrimLeft \"xax\" \"x\" }}{{ TrimRight \"xax\" \"x\" }} => aaxxa",
        "{{ TrimPrefix .Value \"Foo\" }}{{ TrimSuffix \"ab\" \"b\" }}{{ TrimSpace \" x \" }} => ` Barax`",
        "{{ Hash \"salt\" .level }} => 2211062ec0c01e07f3a31f301680e4dcac63965e6ef70b415715ee2be2b3c7b1",
        "{{ Sha2Hash \"a\" \"bc\" }} => ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "{{ sha256sum \"abc\" }} => ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "{{ sha1sum \"abc\" }} => a9993e364706816aba3e25717850c26c9cd0d89d",
        "{{ adler32sum \"abc\" }} => 38600999",
        "{{ regexReplaceAll \"(o+)\" .Value \"<${1}>\" }} => F<oo> Bar",
        "{{ regexReplaceAllLiteral \"o+\" .Value \"${1}\" }} => F${1} Bar",
        "{{ default \"x\" .none }}{{ default \"x\" .level }} => xwarn",
        "{{ .Value | lower | trunc 3 }} => foo",
        "{{ .level | replace \"w\" \"W\" | quote }} => \"Warn\"",
        "{{ contains \"ar\" .level }} {{ hasPrefix \"w\" .level }} {{ hasSuffix \"x\" .level }} => true true false",
        "{{ b64enc \"abc\" }}{{ b64dec \"YWJj\" }} => YWJjabc",
        "{{ int .n | add 2 }} {{ add1 .n }} {{ mul 2 (atoi .n) }} => 5 4 6",
        "{{ ternary \"a\" \"b\" (eq .level \"warn\") }}{{ empty .none }} => atrue",
        "{{ coalesce .none \"\" .level }} => warn",
        "{{ toString 1.5 }}{{ squote \"a\" \"b\" }} => 1.5'a' 'b'",
        "{{ splitList \",\" \"a,b,c\" | last }}{{ (split \",\" \"a,b\")._1 }} => cb",
        "{{ list \"b\" \"a\" | sortAlpha | join \"-\" }}{{ list 1 2 | reverse | first }} => a-b2",
        "{{ regexMatch \"^w\" .level }}{{ regexFind \"[a-c]\" .level }} => truea",
        "{{ swapcase .Value }}{{ nospace .Value }}{{ untitle .Value }} => fOO bARFooBarfoo bar",
        "{{ abbrev 5 \"abcdefgh\" }}{{ plural \"one\" \"many\" 2 }}{{ cat \"a\" \"b\" }} => ab...manya b",
        "{{ printf \"%s-%d\" .level 7 }}{{ len .level }}{{ and .level .none }} => warn-74<no value>",
        "{{ has \"a\" (list \"a\") }}{{ hasKey . \"level\" }} => truetrue",
        "{{ date \"2006\" 0 }} => 1970",
      })
  void hasPromtailsFunctions(String template, String expected) throws Exception {
    assertThat(run(template, Dialect.PROMTAIL)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{{ __line__ }}", "{{ .a | bytes }}", "{{ alignLeft 3 .a }}"})
  void refusesFunctionsOfQueriesInPromtailsTemplates(String template) {
    assertThatThrownBy(() -> Template.parse("t", template, Dialect.PROMTAIL))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("not defined");
  }

  @Test
  void takesAMissingFieldOfLogqlForEmptyText() throws Exception {
    assertThat(run("<{{ .none }}>", Dialect.LOGQL)).isEqualTo("<>");
  }

  @Test
  void failsWhenAFunctionIsGivenWhatIsNotThere() {
    assertThatThrownBy(() -> run("{{ ToUpper .none }}", Dialect.PROMTAIL))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("invalid value; expected string");
  }
}
