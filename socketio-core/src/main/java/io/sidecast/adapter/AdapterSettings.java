package io.sidecast.adapter;

import io.sidecast.packet.PacketCodec;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What the adapter uses.
 *
 * @param codec writes the acknowledgement ids
 * @param timer runs short tasks at deadlines
 * @param handlers runs what takes long or calls user code; does not wait for handlers that block
 */
public record AdapterSettings(
    PacketCodec codec, ScheduledExecutorService timer, Executor handlers) {}
