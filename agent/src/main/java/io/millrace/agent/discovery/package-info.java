/** Which files are to be read, and with which labels. */
@NullMarked
package io.millrace.agent.discovery;

import org.jspecify.annotations.NullMarked;
