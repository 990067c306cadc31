/**
 * The Socket.IO server. Applications use {@link io.sidecast.SocketIoServer}; the packages that are
 * not exported may change in every release.
 */
module io.sidecast.core {
  requires static transitive org.jspecify;
  requires transitive io.sidecast.broker;
  requires transitive com.fasterxml.jackson.databind;
  requires transitive io.netty.handler;
  requires transitive io.netty.transport;
  requires com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.dataformat.cbor;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.codec.http;
  requires io.netty.common;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.classes.io_uring;
  requires io.netty.transport.classes.kqueue;
  requires jackson.dataformat.msgpack;
  requires msgpack.core;
  requires org.slf4j;

  exports io.sidecast;
  exports io.sidecast.cluster;
  exports io.sidecast.connection;
  exports io.sidecast.http;
  exports io.sidecast.json;
  exports io.sidecast.limit;
  exports io.sidecast.packet;
  exports io.sidecast.socket;

  // Jackson reads the description of a socket of another node.
  opens io.sidecast.socket to
      com.fasterxml.jackson.databind;

  uses io.sidecast.broker.BrokerProvider;
}
