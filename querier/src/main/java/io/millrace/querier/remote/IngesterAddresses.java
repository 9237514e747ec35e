package io.millrace.querier.remote;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where ingesters are: those of a list, and all that a name stands for, which is looked up from
 * time to time. Safe for use by any number of threads.
 */
public final class IngesterAddresses {
  private static final Logger LOG = LoggerFactory.getLogger(IngesterAddresses.class);

  private final List<URI> fixed;
  private final @Nullable URI named;
  private final long refreshNanos;
  private final Resolver resolver;
  private final LongSupplier nanoClock;

  /** Guards the fields below. */
  private final Object lock = new Object();

  private List<URI> resolved = List.of();
  private long resolvedNanos;
  private boolean looked;

  /** Looks up the addresses of a host. */
  @FunctionalInterface
  public interface Resolver {
    List<InetAddress> resolve(String host) throws UnknownHostException;
  }

  public IngesterAddresses(RemoteSettings settings, Resolver resolver, LongSupplier nanoClock) {
    this.fixed = settings.addresses();
    this.named = settings.dnsName().isEmpty() ? null : RemoteSettings.address(settings.dnsName());
    this.refreshNanos = settings.refresh().toNanos();
    this.resolver = resolver;
    this.nanoClock = nanoClock;
  }

  /** All that are known now, each once. */
  public Collection<URI> current() {
    Set<URI> all = new TreeSet<>(fixed);
    URI name = named;
    if (name != null) {
      all.addAll(resolved(name));
    }
    return all;
  }

  private List<URI> resolved(URI name) {
    synchronized (lock) {
      long now = nanoClock.getAsLong();
      if (!looked || now - resolvedNanos >= refreshNanos) {
        looked = true;
        resolvedNanos = now;
        lookUp(name);
      }
      return resolved;
    }
  }

  /** When the name server does not answer, those that were there are asked again. */
  private void lookUp(URI name) {
    try {
      List<URI> found = new ArrayList<>();
      for (InetAddress address : resolver.resolve(name.getHost())) {
        found.add(URI.create(name.getScheme() + "://" + host(address) + ":" + name.getPort()));
      }
      resolved = List.copyOf(found);
    } catch (UnknownHostException e) {
      LOG.warn("the ingesters' name {} can't be looked up: {}", name.getHost(), e.getMessage());
    }
  }

  private static String host(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    String plain = zone < 0 ? text : text.substring(0, zone);
    return address instanceof Inet6Address ? "[" + plain + "]" : plain;
  }
}
