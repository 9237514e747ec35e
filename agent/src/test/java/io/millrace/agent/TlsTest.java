package io.millrace.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pushes over TLS, where both sides prove themselves. */
class TlsTest {
  @TempDir private Path directory;

  private static HttpsServer server(KeyStore own, KeyStore client, List<String> peers)
      throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, TestKeys.PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("client", client.getCertificate("client"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanted = context.getDefaultSSLParameters();
            wanted.setNeedClientAuth(true);
            parameters.setSSLParameters(wanted);
          }
        });
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          peers.add(
              ((com.sun.net.httpserver.HttpsExchange) exchange)
                  .getSSLSession()
                  .getPeerPrincipal()
                  .getName());
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  @Test
  void provesItselfByCertificate() throws Exception {
    TestKeys keys = new TestKeys(directory);
    KeyStore own = keys.pair("server");
    KeyStore client = keys.pair("client");
    Path ca = keys.certificate(own, "server");
    Path cert = keys.certificate(client, "client");
    Path key = keys.key(client, "client");
    List<String> peers = new CopyOnWriteArrayList<>();
    HttpsServer server = server(own, client, peers);
    Files.writeString(directory.resolve("a.log"), "one\n");
    String url = "https://127.0.0.1:" + server.getAddress().getPort() + "/loki/api/v1/push";
    String tls =
        "tls_config: {ca_file: %s, cert_file: %s, key_file: %s}\n    batchwait: 20ms"
            .formatted(ca, cert, key);
    String yaml =
        TestAgent.yaml(directory, url, directory + "/*.log", "[]").replace("batchwait: 20ms", tls);
    try (TestAgent agent = TestAgent.start(yaml)) {
      await()
          .until(
              () -> agent.agent().files().stream().anyMatch(file -> file.committedOffset() == 4));
      assertThat(peers).containsOnly("CN=client");
    } finally {
      server.stop(0);
    }
  }
}
