package io.millrace.agent.delivery;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a server proves itself.
 *
 * @param caFile certificates in PEM that are trusted instead of the platform's
 * @param isUnverified whether any certificate is taken
 */
public record TlsSettings(@Nullable Path caFile, boolean isUnverified) {}
