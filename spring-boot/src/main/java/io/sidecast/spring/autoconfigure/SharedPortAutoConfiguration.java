package io.sidecast.spring.autoconfigure;

import io.netty.channel.ChannelPipeline;
import io.sidecast.SocketIoServer;
import io.sidecast.http.HttpAttachment;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import reactor.netty.NettyPipeline;

/** Serves Socket.IO on the port of an application of WebFlux on Netty. */
@AutoConfiguration(before = SidecastAutoConfiguration.class)
@ConditionalOnClass(NettyServerCustomizer.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@Conditional(SharedPortCondition.class)
public final class SharedPortAutoConfiguration {

  /** Creates the configuration. Spring calls this. */
  public SharedPortAutoConfiguration() {}

  @Bean
  SharedPort sidecastSharedPort() {
    return new SharedPort();
  }

  @Bean
  NettyServerCustomizer sidecastNettyServerCustomizer(SharedPort port) {
    return http ->
        http.doOnChannelInit((observer, channel, address) -> port.addTo(channel.pipeline()));
  }

  /**
   * The attachment of the server to the pipelines of WebFlux. A connection that begins before the
   * server has started serves requests of WebFlux only. Thread-safe.
   */
  static final class SharedPort implements ServerStart {

    private static final Logger log = LoggerFactory.getLogger(SharedPort.class);

    private volatile @Nullable HttpAttachment attachment;

    @Override
    public void start(SocketIoServer server) {
      attachment = server.attach();
      log.info("Socket.IO is served on the port of the application");
    }

    void addTo(ChannelPipeline pipeline) {
      HttpAttachment current = attachment;
      if (current != null) {
        pipeline.addAfter(NettyPipeline.HttpCodec, null, current.newHandler());
      }
    }
  }
}
