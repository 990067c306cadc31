package io.sidecast.broker;

import java.util.Collection;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Opens the links of one {@link ReconnectingBroker}, one after another, and owns all its threads.
 * No method blocks.
 */
public interface BrokerConnectionFactory {

  /**
   * What the broker has to know. Any thread.
   *
   * @return the same for the life of the connector
   */
  ConnectionSettings settings();

  /**
   * The one thread that owns the broker's state. It never waits; links tell of themselves there.
   *
   * @return an executor of one thread, the same for the life of the connector
   */
  ScheduledExecutorService loop();

  /**
   * How a channel is called at the broker. Any thread.
   *
   * @param channel the channel
   * @return a name that no other channel has, whatever the prefix
   */
  String nameOf(Channel channel);

  /**
   * Connects. Called on the loop, when there is no other link, or it has ended.
   *
   * @param names the channels to subscribe to
   * @param listener hears of this link from now on
   * @return a stage that completes on the loop, with a link on which all these channels are in
   *     force; or fails within the broker's time-out with a {@link BrokerException}, and then no
   *     connection is left behind
   */
  CompletionStage<BrokerConnection> open(Collection<String> names, ConnectionListener listener);

  /**
   * Ends everything: the last link has been told to end, or failed, or is still being opened. Any
   * thread; called once.
   *
   * @return a stage that completes when every thread and socket is free, those of a link that is
   *     still being opened as well
   */
  CompletionStage<Void> shutdown();
}
