package io.millrace.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private Path dir;

  /** A key and a self-signed certificate for localhost, made by the JDK's keytool. */
  private KeyStore keyStore() throws Exception {
    Path file = dir.resolve("store.p12");
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
    KeyStore store = keyStore();
    Path certificate = pem("cert.pem", "CERTIFICATE", store.getCertificate("a").getEncoded());
    Path key = pem("key.pem", "PRIVATE KEY", store.getKey("a", PASSWORD).getEncoded());
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
    TlsFiles files = new TlsFiles(certificate, key, null, false);
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
  void namesTheFilesThatItCannotUse() {
    TlsFiles files = new TlsFiles(dir.resolve("no.pem"), dir.resolve("no.key"), null, false);
    assertThatThrownBy(() -> TestServer.serving(options -> options.withTls(files), Routes.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot use the TLS files")
        .hasMessageContaining("no.pem");
  }
}
