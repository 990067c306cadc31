package io.sidecast.adapter;

import io.sidecast.limit.Limits;
import io.sidecast.packet.PacketCodec;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The services that an adapter uses. Immutable.
 *
 * @param codec the codec that adds acknowledgement ids to encoded events
 * @param timer the scheduler of short tasks at deadlines
 * @param handlers the executor of long tasks and of user code. Its tasks must not queue behind
 *     handlers that block
 * @param limits the limits of what clients hold
 */
public record AdapterSettings(
    PacketCodec codec, ScheduledExecutorService timer, Executor handlers, Limits limits) {}
