package io.millrace.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.SslContext;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private Path dir;

  /** A key and a self-signed certificate for localhost, made by the JDK's keytool. */
  private KeyStore keyStore(String name, int days) throws Exception {
    Path file = dir.resolve(name);
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "a",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost",
                "-validity",
                Integer.toString(days),
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    return store;
  }

  private Path pem(String name, String type, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    String text = "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    return Files.writeString(dir.resolve(name), text);
  }

  @Test
  void servesHttps() throws Exception {
    KeyStore store = keyStore("store.p12", 90);
    TlsFiles files = files(store);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("a", store.getCertificate("a"));
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    Route echo =
        Route.post(
            "/echo",
            request -> io.millrace.service.http.HttpResponse.text(200, request.bodyText()));
    Routes routes = Routes.of(echo);
    try (TestServer server = TestServer.serving(options -> options.withTls(files), routes);
        HttpClient client =
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(context)
                .build()) {
      URI uri = URI.create("https://localhost:" + server.server.port() + "/echo");
      String body = "x".repeat(300_000);
      HttpRequest post =
          HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body)).build();
      assertThat(client.send(post, BodyHandlers.ofString()).body()).isEqualTo(body);
      assertThat(client.send(post, BodyHandlers.ofString()).body()).isEqualTo(body);
    }
  }

  @Test
  void usesARenewedCertificateAndTellsWhenItEnds() throws Exception {
    PrometheusRegistry registry = new PrometheusRegistry();
    TlsFiles files = files(keyStore("first.p12", 10));
    TlsContexts contexts = TlsContexts.open(files, new HttpMetrics(registry, "loki"));
    SslContext first = contexts.current();
    assertThat(daysLeft(registry)).isBetween(9.9, 10.1);
    contexts.reload();
    assertThat(contexts.current()).isSameAs(first);
    files(keyStore("second.p12", 90));
    age(files, 1);
    contexts.reload();
    SslContext second = contexts.current();
    assertThat(second).isNotSameAs(first);
    assertThat(daysLeft(registry)).isBetween(89.9, 90.1);
    Files.writeString(files.certificate(), "half a certif");
    age(files, 2);
    contexts.reload();
    assertThat(contexts.current()).isSameAs(second);
    assertThat(daysLeft(registry)).isBetween(89.9, 90.1);
  }

  /** Two writes in one tick of the file system's clock would be taken for one. */
  private static void age(TlsFiles files, int seconds) throws IOException {
    for (Path file : List.of(files.certificate(), files.key())) {
      Files.setLastModifiedTime(
          file, FileTime.fromMillis(Files.getLastModifiedTime(file).toMillis() + seconds * 1000L));
    }
  }

  private static double daysLeft(PrometheusRegistry registry) {
    for (MetricSnapshot metric : registry.scrape()) {
      if (metric instanceof GaugeSnapshot gauge
          && metric.getMetadata().getName().startsWith("millrace_tls_certificate_expiry")) {
        double end = gauge.getDataPoints().getFirst().getValue();
        return (end - System.currentTimeMillis() / 1000.0) / 86_400;
      }
    }
    throw new AssertionError("no such metric");
  }

  private TlsFiles files(KeyStore store) throws Exception {
    return new TlsFiles(
        pem("cert.pem", "CERTIFICATE", store.getCertificate("a").getEncoded()),
        pem("key.pem", "PRIVATE KEY", store.getKey("a", PASSWORD).getEncoded()),
        null,
        false);
  }

  @Test
  void namesTheFilesThatItCannotUse() {
    TlsFiles files = new TlsFiles(dir.resolve("no.pem"), dir.resolve("no.key"), null, false);
    assertThatThrownBy(() -> TestServer.serving(options -> options.withTls(files), Routes.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot use the TLS files")
        .hasMessageContaining("no.pem");
  }
}
