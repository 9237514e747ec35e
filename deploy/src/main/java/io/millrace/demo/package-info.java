/**
 * Sample pods for a first look: log files in the kubelet's layout that keep growing, written as the
 * container runtimes write them.
 */
@NullMarked
package io.millrace.demo;

import org.jspecify.annotations.NullMarked;
