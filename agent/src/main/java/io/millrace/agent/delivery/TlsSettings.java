package io.millrace.agent.delivery;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a server proves itself, and how we prove ourselves to it.
 *
 * @param caFile certificates in PEM that are trusted instead of the platform's
 * @param isUnverified whether any certificate is taken
 * @param certFile our certificate and those that vouch for it, in PEM
 * @param keyFile its key, unencrypted PKCS #8 in PEM
 */
public record TlsSettings(
    @Nullable Path caFile, boolean isUnverified, @Nullable Path certFile, @Nullable Path keyFile) {}
