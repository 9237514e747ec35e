package io.millrace.store.object;

/**
 * An object as it was at one moment.
 *
 * @param content not to be changed
 * @param version opaque; equal contents may have equal versions
 */
@SuppressWarnings("ArrayRecordComponent")
public record VersionedObject(byte[] content, String version) {}
