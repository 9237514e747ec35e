package io.millrace.agent.tail;

import java.nio.file.Path;

/**
 * A content that was read, acknowledged and closed because nothing came any more. Its record in the
 * positions says where to go on.
 *
 * @param real where it lay, links resolved
 * @param stat when it was closed; any change opens it again
 */
record Silent(long recordId, Path real, FileStat stat, long offset) {}
