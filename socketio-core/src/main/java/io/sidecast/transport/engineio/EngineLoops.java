package io.sidecast.transport.engineio;

import io.netty.channel.EventLoop;
import io.sidecast.engine.EngineLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The engine's views of event loops: one instance for each event loop. Thread-safe. */
public final class EngineLoops {

  private final Map<EventLoop, EngineLoop> views = new ConcurrentHashMap<>();

  EngineLoop of(EventLoop loop) {
    return views.computeIfAbsent(loop, key -> new EngineLoop(key, key::inEventLoop));
  }
}
