/**
 * Places and networks of addresses, from MaxMind's database files. A file that is replaced, as
 * their updater does, is opened again within a minute; one that cannot be read changes nothing.
 */
@NullMarked
package io.millrace.agent.geoip;

import org.jspecify.annotations.NullMarked;
