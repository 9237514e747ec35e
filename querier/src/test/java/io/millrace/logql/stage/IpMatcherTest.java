package io.millrace.logql.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpMatcherTest {
  @ParameterizedTest
  @CsvSource({
    "192.168.4.5, 192.168.4.5:8080, true",
    "192.168.4.5, port 192.168.4.5abc, true",
    "192.168.4.5, 192.168.4.5.6, false",
    "192.168.4.5, 1234.192.168.4.5, false",
    "10.0.0.0/8, from 10.9.8.7 to 11.0.0.1, true",
    "10.0.0.5/8, 10.200.0.1, true",
    "10.0.0.1-10.0.0.9, x=10.0.0.9, true",
    "10.0.0.1-10.0.0.9, x=10.0.0.10, false",
    "::1, ::1, false",
    "::1, [::1]:80, true",
    "::1, 1.2.3.4::1 , false",
    "2001:db8::/32, addr 2001:db8::9 ok, true",
    "1.2.3.4, ::ffff:1.2.3.4, false",
  })
  void findsAddressesAsLoki(String pattern, String line, boolean expected) throws Exception {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    assertThat(IpMatcher.of(pattern).matchesIn(bytes, 0, bytes.length)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "1.2.3",
        "01.2.3.4",
        "1.2.3.4/33",
        "1.2.3.4/08",
        "1.2.3.4/+8",
        "1.2.3.4/",
        "::/129",
        "1.2.3.9-1.2.3.4",
        "1.2.3.4-::1",
        "1.2.3.4 - 1.2.3.9"
      })
  void refusesWhatIsNoPattern(String pattern) {
    assertThatThrownBy(() -> IpMatcher.of(pattern))
        .isInstanceOf(StageException.class)
        .hasMessage("ip: invalid pattern: \"" + pattern + "\"");
  }
}
