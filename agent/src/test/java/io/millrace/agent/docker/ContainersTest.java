package io.millrace.agent.docker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.labels.Labels;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainersTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static Map<String, Labels> labels(String containers, String networks) throws Exception {
    DockerSource source =
        new DockerSource(
            URI.create("unix:///x"), null, 9000, "me", Map.of(), Duration.ofSeconds(1), 100);
    return new Containers(source, JSON.readTree(containers), JSON.readTree(networks)).labels();
  }

  @Test
  void hasPrometheussLabels() throws Exception {
    assertThat(
            labels(
                """
                [{"Id":"c1","Names":["/web"],"Labels":{"com.example/app":"shop"},
                  "HostConfig":{"NetworkMode":"default"},
                  "NetworkSettings":{"Networks":{"b":{"NetworkID":"n2","IPAddress":"10.0.0.9"},
                    "a":{"NetworkID":"n1","IPAddress":"10.0.0.2"}}},
                  "Ports":[{"PrivatePort":53,"Type":"udp"},
                    {"IP":"0.0.0.0","PrivatePort":80,"PublicPort":8080,"Type":"tcp"}]}]
                """,
                """
                [{"Id":"n1","Name":"a","Scope":"local","Ingress":false,"Internal":true,
                  "Labels":{"x.y":"z"}}]
                """))
        .containsOnly(
            Map.entry(
                "c1",
                Labels.of(
                    "__address__", "10.0.0.2:80",
                    "__meta_docker_container_id", "c1",
                    "__meta_docker_container_label_com_example_app", "shop",
                    "__meta_docker_container_name", "/web",
                    "__meta_docker_container_network_mode", "default",
                    "__meta_docker_network_id", "n1",
                    "__meta_docker_network_ingress", "false",
                    "__meta_docker_network_internal", "true",
                    "__meta_docker_network_ip", "10.0.0.2",
                    "__meta_docker_network_label_x_y", "z",
                    "__meta_docker_network_name", "a",
                    "__meta_docker_network_scope", "local",
                    "__meta_docker_port_private", "80",
                    "__meta_docker_port_public", "8080",
                    "__meta_docker_port_public_ip", "0.0.0.0")));
  }

  @Test
  void findsTheNetworkOfAContainerThatSharesIt() throws Exception {
    Map<String, Labels> labels =
        labels(
            """
            [{"Id":"c1","HostConfig":{"NetworkMode":"container:c2"}},
             {"Id":"c2","NetworkSettings":{"Networks":{"a":{"IPAddress":"fe80::1"}}}},
             {"Id":"c3","HostConfig":{"NetworkMode":"container:c3"}},
             {"Id":"c4","HostConfig":{"NetworkMode":"host"}}]
            """,
            "[]");
    assertThat(labels.get("c1").get("__address__")).isEqualTo("[fe80::1]:9000");
    assertThat(labels.get("c3").get("__address__")).isEqualTo(":9000");
    assertThat(labels.get("c4").get("__address__")).isEqualTo("me");
  }

  private static String body(String response) throws IOException {
    return EngineResponse.read(new ByteArrayInputStream(response.getBytes(ISO_8859_1))).text(100);
  }

  @Test
  void readsBodiesOfEveryKind() throws Exception {
    assertThat(body("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcd")).isEqualTo("abc");
    assertThat(body("HTTP/1.0 200 OK\r\n\r\nabc")).isEqualTo("abc");
    assertThat(
            body(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n"))
        .isEqualTo("abc0123456789");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SSH-2.0\r\n\r\n",
        "HTTP/1.1 20\r\n\r\n",
        "HTTP/1.1 200 OK\r\nrubbish\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
      })
  void refusesWhatIsNoAnswer(String response) {
    assertThatThrownBy(() -> body(response)).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\4\0\0\0\0\0\0\1a", "\1\1\0\0\0\0\0\1a", "\1\0\0\0\0\0\0\2a", "\1\0"})
  void refusesWhatIsNoFrame(String stream) {
    LogPieces pieces = LogPieces.of(new ByteArrayInputStream(stream.getBytes(ISO_8859_1)), false);
    assertThatThrownBy(pieces::next).isInstanceOf(IOException.class);
  }
}
