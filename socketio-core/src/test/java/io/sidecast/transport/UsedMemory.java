package io.sidecast.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.lang.management.ManagementFactory;

/** The memory that this process uses: objects on the heap, and Netty's buffers. */
final class UsedMemory {

  private UsedMemory() {}

  /** Returns the bytes of the objects that survive a garbage collection. */
  static long heap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      least = Math.min(least, used);
    }
    return least;
  }

  /** Returns the bytes of the buffers that Netty's allocator has requested, heap and direct. */
  static long buffers() {
    var metric = ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
    return metric.usedDirectMemory() + metric.usedHeapMemory();
  }
}
