package io.millrace.agent.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.agent.TestKeys;
import io.millrace.agent.delivery.TlsSettings;
import io.millrace.agent.entry.AgentClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTlsTest {
  private final AtomicLong nanos = new AtomicLong();
  private final AgentClock clock =
      new AgentClock() {
        @Override
        public long nanoTime() {
          return nanos.get();
        }

        @Override
        public long epochNanos() {
          return 0;
        }
      };

  @TempDir Path directory;

  private void change(Path file, int second) throws Exception {
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_800_000_000_000L + 1000L * second));
    nanos.addAndGet(Duration.ofSeconds(11).toNanos());
  }

  @Test
  void usesRenewedFilesAndPassesOverBadOnes() throws Exception {
    TestKeys keys = new TestKeys(directory);
    KeyStore pair = keys.pair("server");
    Path certificate = keys.certificate(pair, "server");
    ServerTls tls =
        ServerTls.open(new TlsSettings(null, false, certificate, keys.key(pair, "server")), clock);
    SSLContext first = tls.current();
    nanos.addAndGet(Duration.ofSeconds(11).toNanos());
    assertThat(tls.current()).isSameAs(first);
    change(certificate, 1);
    SSLContext renewed = tls.current();
    assertThat(renewed).isNotSameAs(first);
    Files.writeString(certificate, "rubbish");
    change(certificate, 2);
    assertThat(tls.current()).isSameAs(renewed);
  }
}
