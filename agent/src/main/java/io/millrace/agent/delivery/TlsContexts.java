package io.millrace.agent.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Makes TLS contexts of settings. */
public final class TlsContexts {
  private TlsContexts() {}

  /**
   * A context for either side of a connection.
   *
   * @throws IOException when a file cannot be used; the message says which and why
   */
  public static SSLContext of(TlsSettings settings) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(ClientKeys.of(settings), trust(settings), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot use tls_config: " + e.getMessage(), e);
    }
  }

  private static TrustManager[] trust(TlsSettings settings)
      throws GeneralSecurityException, IOException {
    if (settings.isUnverified()) {
      return new TrustManager[] {new TrustEverything()};
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore store = null;
    Path ca = settings.caFile();
    if (ca != null) {
      store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      try (InputStream in = Files.newInputStream(ca)) {
        for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
          store.setCertificateEntry("ca-" + number++, each);
        }
      }
    }
    factory.init(store);
    return factory.getTrustManagers();
  }

  /** {@code insecure_skip_verify: true}. The extended kind is not asked about host names either. */
  private static final class TrustEverything extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
