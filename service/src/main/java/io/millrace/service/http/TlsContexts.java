package io.millrace.service.http;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS material of a server, read again when its files have changed: a renewed certificate is
 * used by the connections that come after it. Files that cannot be used change nothing. Safe for
 * use by any number of threads.
 */
final class TlsContexts {
  private static final Logger log = LoggerFactory.getLogger(TlsContexts.class);
  private static final long CHECK_NANOS = Duration.ofSeconds(10).toNanos();

  private final TlsFiles files;
  private final HttpMetrics metrics;
  private final AtomicLong checkedNanos = new AtomicLong(System.nanoTime());
  private volatile Loaded loaded;

  /** A context and when its files were changed last. */
  private record Loaded(SslContext context, List<FileTime> times, Instant validUntil) {}

  private TlsContexts(TlsFiles files, Loaded loaded, HttpMetrics metrics) {
    this.files = files;
    this.loaded = loaded;
    this.metrics = metrics;
  }

  /**
   * Reads the files.
   *
   * @throws IOException that names them and says what is wrong
   */
  static TlsContexts open(TlsFiles files, HttpMetrics metrics) throws IOException {
    TlsContexts contexts = new TlsContexts(files, load(files), metrics);
    contexts.tellExpiry();
    return contexts;
  }

  /**
   * What a new connection uses. Every few seconds a call has the files looked at, on another
   * thread: this one is an event loop's.
   */
  SslContext current() {
    long now = System.nanoTime();
    long before = checkedNanos.get();
    if (now - before > CHECK_NANOS && checkedNanos.compareAndSet(before, now)) {
      Thread.ofVirtual().name("tls-files").start(this::reload);
    }
    return loaded.context();
  }

  /** Looks at the files now. */
  synchronized void reload() {
    try {
      if (!times(files).equals(loaded.times())) {
        loaded = load(files);
        tellExpiry();
        log.atInfo().addKeyValue("certificate", files.certificate()).log("TLS files read again");
      }
    } catch (IOException e) {
      log.atError()
          .addKeyValue("reason", e.getMessage())
          .log("changed TLS files cannot be used, those in force stay");
    }
  }

  private void tellExpiry() {
    metrics.certificateValidUntil(files.certificate(), loaded.validUntil());
  }

  /** Until when the whole chain is valid. */
  private static Instant validUntil(Path chain) throws IOException, CertificateException {
    Instant first = Instant.MAX;
    try (InputStream in = Files.newInputStream(chain)) {
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        if (each instanceof X509Certificate certificate) {
          Instant end = certificate.getNotAfter().toInstant();
          first = end.isBefore(first) ? end : first;
        }
      }
    }
    return first;
  }

  private static List<FileTime> times(TlsFiles files) throws IOException {
    List<FileTime> times = new ArrayList<>();
    times.add(Files.getLastModifiedTime(files.certificate()));
    times.add(Files.getLastModifiedTime(files.key()));
    Path clientCa = files.clientCa();
    if (clientCa != null) {
      times.add(Files.getLastModifiedTime(clientCa));
    }
    return times;
  }

  private static Loaded load(TlsFiles files) throws IOException {
    try {
      List<FileTime> times = times(files);
      SslContextBuilder builder =
          SslContextBuilder.forServer(files.certificate().toFile(), files.key().toFile());
      if (files.clientCa() != null) {
        builder.trustManager(files.clientCa().toFile());
        builder.clientAuth(
            files.clientCertificateRequired() ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL);
      }
      return new Loaded(builder.build(), times, validUntil(files.certificate()));
    } catch (IOException | IllegalArgumentException | CertificateException e) {
      throw new IOException("cannot use the TLS files " + files + ": " + e.getMessage(), e);
    }
  }
}
