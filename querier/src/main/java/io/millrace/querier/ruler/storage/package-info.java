/**
 * Where rules and the state of alerts lie.
 *
 * <p>A group that was pushed to the API is the object {@code
 * rules/<tenant>/<namespace>/<group>.yaml}, its state {@code
 * rules-state/<tenant>/<namespace>/<group>.json}; each name is base64 (RFC 4648, section 5, without
 * padding) of its UTF-8 bytes, since names may hold what names of objects may not. The state is
 * written before anybody is told of an alert, by compare and swap: of two processes that evaluate a
 * group at the same time, one fails to write and keeps silent.
 */
@NullMarked
package io.millrace.querier.ruler.storage;

import org.jspecify.annotations.NullMarked;
