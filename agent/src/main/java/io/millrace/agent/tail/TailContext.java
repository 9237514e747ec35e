package io.millrace.agent.tail;

import io.millrace.agent.entry.AgentClock;
import io.millrace.agent.entry.EntrySink;
import io.millrace.agent.entry.LostBytes;
import io.millrace.agent.pipeline.StageContext;
import io.millrace.agent.position.PositionStore;

/** What all tails share. */
record TailContext(
    TailOptions options,
    PositionStore store,
    Claims claims,
    OpenFiles files,
    WriteWatch writes,
    EntrySink sink,
    TailMetrics metrics,
    LostBytes lost,
    DeletedFiles deleted,
    RotatedNames rotatedNames,
    StageContext stages,
    AgentClock clock) {}
