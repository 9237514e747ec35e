package io.millrace.store.index;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The column families; what they hold stands in the package's description. */
enum IndexFamily {
  STREAMS,
  STREAM_IDS,
  POSTINGS,
  CHUNKS,
  PACKS,
  PACK_CHUNKS,
  REPLACED,
  PROGRESS,
  META;

  byte[] familyName() {
    return name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
  }
}
