package io.millrace.store.s3;

import io.minio.Http;
import io.minio.MinioAsyncClient;
import io.minio.credentials.AwsEnvironmentProvider;
import io.minio.credentials.ChainedProvider;
import io.minio.credentials.IamAwsProvider;
import io.minio.credentials.MinioEnvironmentProvider;
import io.minio.credentials.Provider;
import io.minio.credentials.StaticProvider;
import io.minio.errors.MinioException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/** Builds MinIO's client from settings. */
final class S3Clients {
  /** Queries have that many requests on their way at once, all to one host. */
  private static final int MOST_REQUESTS = 128;

  private S3Clients() {}

  static MinioAsyncClient open(S3Settings settings) throws IOException {
    MinioAsyncClient client =
        MinioAsyncClient.builder()
            .endpoint(settings.endpoint())
            .region(settings.region())
            .credentialsProvider(credentials(settings))
            .httpClient(http(settings), true)
            .build();
    if (settings.pathStyle()) {
      client.disableVirtualStyleEndpoint();
    } else {
      client.enableVirtualStyleEndpoint();
    }
    return client;
  }

  /** What is configured; else what AWS's and MinIO's tools take: environment, then the role. */
  private static Provider credentials(S3Settings settings) {
    S3Settings.Credentials given = settings.credentials();
    if (given == null) {
      return new ChainedProvider(
          new AwsEnvironmentProvider(),
          new MinioEnvironmentProvider(),
          new IamAwsProvider(null, null));
    }
    return new StaticProvider(
        given.accessKey(),
        given.secretKey().reveal(),
        given.sessionToken() == null ? null : given.sessionToken().reveal());
  }

  private static OkHttpClient http(S3Settings settings) throws IOException {
    Dispatcher dispatcher = new Dispatcher();
    dispatcher.setMaxRequests(MOST_REQUESTS);
    dispatcher.setMaxRequestsPerHost(MOST_REQUESTS);
    OkHttpClient.Builder http =
        new OkHttpClient.Builder()
            .dispatcher(dispatcher)
            .connectionPool(new ConnectionPool(MOST_REQUESTS, 1, TimeUnit.MINUTES))
            .connectTimeout(settings.connectTimeout())
            .readTimeout(settings.requestTimeout())
            .writeTimeout(settings.requestTimeout())
            .callTimeout(settings.requestTimeout())
            .protocols(List.of(Protocol.HTTP_1_1))
            .retryOnConnectionFailure(false);
    Path certificates = settings.certificates();
    if (certificates != null) {
      trust(http, certificates);
    }
    OkHttpClient client = http.build();
    try {
      return settings.verifyCertificates() ? client : Http.disableCertCheck(client);
    } catch (MinioException e) {
      throw new IOException("certificates can't be left unverified: " + e.getMessage(), e);
    }
  }

  private static void trust(OkHttpClient.Builder http, Path file) throws IOException {
    try (InputStream pem = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        store.setCertificateEntry("authority-" + number++, one);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      X509TrustManager manager = (X509TrustManager) factory.getTrustManagers()[0];
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      http.sslSocketFactory(context.getSocketFactory(), manager);
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificates in " + file + " can't be used: " + e.getMessage(), e);
    }
  }
}
