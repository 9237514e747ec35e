/** Path patterns: {@code *}, {@code ?}, {@code [..]}, {@code {a,b}} and {@code **}. */
@NullMarked
package io.millrace.agent.glob;

import org.jspecify.annotations.NullMarked;
