package io.millrace.agent.docker;

import io.millrace.agent.delivery.TlsContexts;
import io.millrace.agent.delivery.TlsSettings;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import javax.net.SocketFactory;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Bytes to and from an engine.
 *
 * @param closer ends it, also for a thread that reads
 */
record EngineConnection(InputStream in, OutputStream out, Closeable closer)
    implements AutoCloseable {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int PLAIN_PORT = 2375;
  private static final int TLS_PORT = 2376;

  static EngineConnection open(DockerSource source) throws IOException {
    URI host = source.host();
    if ("unix".equals(host.getScheme())) {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.connect(UnixDomainSocketAddress.of(Path.of(host.getPath())));
      } catch (IOException e) {
        channel.close();
        throw e;
      }
      return new EngineConnection(
          Channels.newInputStream(channel), Channels.newOutputStream(channel), channel);
    }
    boolean isTls = "https".equals(host.getScheme());
    Socket socket = isTls ? tls(source) : new Socket();
    try {
      int port = host.getPort() >= 0 ? host.getPort() : isTls ? TLS_PORT : PLAIN_PORT;
      socket.connect(new InetSocketAddress(host.getHost(), port), CONNECT_MILLIS);
      return new EngineConnection(socket.getInputStream(), socket.getOutputStream(), socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static Socket tls(DockerSource source) throws IOException {
    TlsSettings settings = source.tls();
    SocketFactory factory =
        settings == null
            ? SSLSocketFactory.getDefault()
            : TlsContexts.of(settings).getSocketFactory();
    SSLSocket socket = (SSLSocket) factory.createSocket();
    SSLParameters parameters = socket.getSSLParameters();
    // Sockets do not check the name in the certificate by themselves.
    parameters.setEndpointIdentificationAlgorithm(
        settings != null && settings.isUnverified() ? null : "HTTPS");
    socket.setSSLParameters(parameters);
    return socket;
  }

  @Override
  public void close() throws IOException {
    closer.close();
  }
}
