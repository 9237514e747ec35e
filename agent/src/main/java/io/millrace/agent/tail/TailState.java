package io.millrace.agent.tail;

/** Why a file is read or not. */
public enum TailState {
  /** Not looked at yet. */
  DISCOVERED,
  /** Being read. */
  READING,
  /** Read to its end. */
  IDLE,
  /** The same for longer: looked at rarely, for its directory is watched. */
  RESTING,
  /** Read to its end and closed, until something comes. */
  CLOSED,
  /** Not opened until others can be closed: {@code max_open_files} are open. */
  WAITING,
  /** Read no further until batches find room. */
  PAUSED,
  /** The path is gone or about to be replaced; what was open is read to its end. */
  DRAINING,
  /** A link that leads nowhere. */
  BROKEN_LINK,
  /** It may not be opened, or reading fails; tried again. */
  NO_ACCESS,
  /** A directory or device. */
  NOT_A_FILE,
  /** Another path leads to the same file and is read. */
  DUPLICATE,
  /** Nothing more to do. */
  DONE
}
