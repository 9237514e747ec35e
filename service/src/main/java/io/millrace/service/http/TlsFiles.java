package io.millrace.service.http;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the server's TLS material lies.
 *
 * @param certificate PEM, the server's certificate followed by its chain
 * @param key PEM, PKCS #8, without a password
 * @param clientCa PEM, the authorities whose client certificates are accepted; null for none
 * @param clientCertificateRequired whether a client without a certificate is refused
 */
public record TlsFiles(
    Path certificate, Path key, @Nullable Path clientCa, boolean clientCertificateRequired) {}
