package io.millrace.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Corners of Go's template language, each as Go's own package answers it. */
class GoTemplateTest {
  private record Fields(Map<String, String> labels, String line, long timestampNanos)
      implements Template.Input {}

  private static String run(String template) throws TemplateException {
    Map<String, String> labels = Map.of("msg", "Hello", "n", "42", "js", "{\"a\":[1],\"b\":{}}");
    return Template.parse("line", template).execute(new Fields(labels, "the line", 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '~',
      value = {
        "{{ regexReplaceAll \"a*\" \"baaac\" \"x\" }} => xbxcx",
        "{{ regexReplaceAll \"x*\" \"abc\" \"-\" }} => -a-b-c-",
        "{{ count \"a*\" \"baaac\" }} => 3",
        "{{ repeat 2.0 \"ab\" }} => abab",
        "{{ trunc 1e0 .msg }} => H",
        "{{ .msg | }} => Hello",
        "{{ .msg | lower | }} => hello",
        "{{ print nil }} => <nil>",
        "{{ print 1 nil \"a\" }} => 1 <nil>a",
        "{{ fromJson \"null\" }} => <no value>",
        "{{ fromJson \"01\" }} => <no value>",
        "{{ fromJson \"-0.5e1\" }} => -5",
        "{{ printf \"%[2]s %[1]s\" \"a\" \"b\" }} => b a",
        "{{ printf \"%[3]s\" \"a\" }} => %!s(BADINDEX)",
        "{{ printf \"%[1]d %d\" 1 2 }} => 1 2",
        "{{ printf \"%s\" (fromJson \"[\\\"a\\\",null]\") }} => [a <nil>]",
        "{{ printf \"%#v\" \"x\" }} => \"x\"",
        "{{ toDateInZone \"15:04\" \"Asia/Kolkata\" \"10:00\" | date \"04 MST\" }} => 06 UTC",
        "{{ toDate \"2006-01-02 15:04 -0700\" \"2026-07-01 10:00 +0200\" | date \"15:04\" }} => 08:00",
      })
  void writesWhatGoWrites(String template, String expected) throws Exception {
    assertThat(run(template)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '~',
      value = {
        "{{ unixEpoch \"x\" }} => 1:13: <\"x\">: can't handle \"x\" for arg of type time.Time",
        "{{ unixEpoch 5 }} => 1:13: <5>: can't handle 5 for arg of type time.Time",
        "{{ lower nil }} => 1:9: <nil>: cannot assign nil to string",
        "{{ repeat 2.5 \"a\" }} => 1:10: <2.5>: expected integer; found 2.5",
        "{{ $x = lower .msg }} => 1:14: <.msg>: undefined variable: $x",
        "{{ .msg .n }} => 1:3: <.msg>: msg is not a method but has arguments",
        "{{ 5 | .msg }} => 1:7: <.msg>: msg is not a method but has arguments",
        "{{ (lower .msg).x }} => 1:10: <.msg>: can't evaluate field x in type string",
        "{{ __line__.x }} => 1:3: <__line__>: can't evaluate field x in type string",
        "{{ upper (fromJson \"5\") }} => 1:19: <\"5\">: wrong type for value; expected string; got float64",
        "{{ template \"nope\" .n }} => 1:12: <{{template \"nope\" .n}}>: template \"nope\" not defined",
        "{{ len nil }} => 1:3: <len nil>: error calling len: reflect: call of reflect.Value.Type on zero Value",
        "{{ slice .msg 1 2 3 }} => 1:3: <slice .msg 1 2 3>: error calling slice: cannot 3-index slice a string",
        "{{ index (fromJson .js) \"z\" 1 }} => 1:3: <index (fromJson .js) \"z\" 1>: error calling index: index of nil pointer",
        "{{ index nil 1 }} => 1:3: <index nil 1>: error calling index: index of untyped nil",
        "{{ unixToTime \"99999999999999999999\" }} => 1:3: <unixToTime \"99999999999999999999\">: error calling unixToTime: unable to parse time '99999999999999999999': strconv.ParseInt: parsing \"99999999999999999999\": value out of range",
      })
  void failsAsGoFails(String template, String expected) {
    String message = "template: line:" + expected.replaceFirst(": <", ": executing \"line\" at <");
    assertThatThrownBy(() -> run(template))
        .isInstanceOf(TemplateException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '~',
      value = {
        "{{ / }} => unexpected \"/\" in command",
        "{{ .msg / }} => unexpected \"/\" in operand",
        "{{ .msg } => unexpected \"}\" in operand",
        "{{ .a-b }} => bad character U+002D '-'",
        "{{ a=b }} => bad character U+003D '='",
        "{{ | lower }} => unexpected \"|\" in command",
        "{{ .msg || lower }} => unexpected \"|\" in command",
        "{{ .msg.}} => unexpected <.> in operand",
        "{{ '' }} => invalid syntax",
        "{{ 'ab' }} => malformed character constant: 'ab'",
        "{{ 99999999999999999999 }} => integer overflow: \"99999999999999999999\"",
        "{{ 1__0 }} => illegal number syntax: \"1__0\"",
        "{{ 1e400 }} => illegal number syntax: \"1e400\"",
        "{{ 5x }} => bad number syntax: \"5x\"",
        "{{ $a, $b := .msg }} => too many declarations in command",
        "{{ range $a, $b, $c := .msg }}{{ end }} => too many declarations in range",
        "{{ define \"x\" }}{{ define \"y\" }}{{ end }}{{ end }} => unexpected <define> in command",
        "{{ lower end }} => unexpected <end> in operand",
        "{{ nope .msg => function \"nope\" not defined",
        "{{ lower .msg => unclosed action",
      })
  void refusesWhatGoRefuses(String template, String expected) {
    assertThatThrownBy(() -> Template.parse("line", template))
        .isInstanceOf(TemplateException.class)
        .hasMessage("template: line:1: " + expected);
  }
}
