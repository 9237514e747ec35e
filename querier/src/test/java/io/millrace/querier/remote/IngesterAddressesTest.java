package io.millrace.querier.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.store.follow.StoreFollower;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class IngesterAddressesTest {
  private final AtomicLong nanos = new AtomicLong(7);
  private final List<InetAddress> found = new ArrayList<>();
  private boolean broken;

  private IngesterAddresses addresses(String... fixed) {
    List<URI> uris = new ArrayList<>();
    for (String address : fixed) {
      uris.add(URI.create(address));
    }
    RemoteSettings settings =
        new RemoteSettings(
            Path.of("unused"),
            uris,
            "ingesters.logs:3101",
            Duration.ofSeconds(10),
            null,
            Duration.ofSeconds(1),
            1,
            false,
            new StoreFollower.Periods(Duration.ofSeconds(1), Duration.ofSeconds(1)),
            1);
    return new IngesterAddresses(
        settings,
        host -> {
          if (broken) {
            throw new UnknownHostException(host);
          }
          assertThat(host).isEqualTo("ingesters.logs");
          return List.copyOf(found);
        },
        nanos::get);
  }

  @Test
  void areThoseOfTheListAndAllThatTheNameStandsFor() throws Exception {
    found.add(InetAddress.getByName("10.0.0.1"));
    found.add(InetAddress.getByName("fd00::2"));
    assertThat(addresses("http://a:3100").current())
        .containsExactlyInAnyOrder(
            URI.create("http://a:3100"),
            URI.create("http://10.0.0.1:3101"),
            URI.create("http://[fd00:0:0:0:0:0:0:2]:3101"));
  }

  @Test
  void areLookedUpAgainAfterAWhile() throws Exception {
    IngesterAddresses addresses = addresses();
    assertThat(addresses.current()).isEmpty();
    found.add(InetAddress.getByName("10.0.0.1"));
    assertThat(addresses.current()).isEmpty();
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    assertThat(addresses.current()).containsExactly(URI.create("http://10.0.0.1:3101"));
  }

  @Test
  void stayAsTheyWereWhenTheNameServerDoesNotAnswer() throws Exception {
    found.add(InetAddress.getByName("10.0.0.1"));
    IngesterAddresses addresses = addresses();
    assertThat(addresses.current()).hasSize(1);
    broken = true;
    nanos.addAndGet(Duration.ofSeconds(60).toNanos());
    assertThat(addresses.current()).containsExactly(URI.create("http://10.0.0.1:3101"));
  }

  @Test
  void areUrlsOrHostsWithPorts() {
    assertThat(RemoteSettings.address("ingester-0:3101"))
        .isEqualTo(URI.create("http://ingester-0:3101"));
    assertThat(RemoteSettings.address("https://ingester-0"))
        .isEqualTo(URI.create("https://ingester-0:3100"));
    assertThat(RemoteSettings.address("ftp://ingester-0:21")).isNull();
    assertThat(RemoteSettings.address("not a host")).isNull();
  }
}
