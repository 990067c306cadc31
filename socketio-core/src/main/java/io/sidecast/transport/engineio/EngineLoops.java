package io.sidecast.transport.engineio;

import io.netty.channel.EventLoop;
import io.sidecast.engine.EngineLoop;
import io.sidecast.engine.EngineServer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The engine's views of event loops: one instance for each event loop. Thread-safe. */
final class EngineLoops {

  private final EngineServer engine;
  private final Map<EventLoop, EngineLoop> views = new ConcurrentHashMap<>();

  EngineLoops(EngineServer engine) {
    this.engine = engine;
  }

  EngineLoop of(EventLoop loop) {
    return views.computeIfAbsent(loop, key -> engine.newLoop(key, key::inEventLoop));
  }
}
