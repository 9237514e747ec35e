/**
 * An index that follows a store which others write to: new packs are taken in, replaced ones drop
 * out, delete requests are read again. Packs are looked for from time to time, and taken in on
 * demand when somebody names them.
 */
@NullMarked
package io.millrace.store.follow;

import org.jspecify.annotations.NullMarked;
