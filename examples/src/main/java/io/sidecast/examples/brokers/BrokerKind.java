package io.sidecast.examples.brokers;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The kinds of broker that can run on this machine, in the order in which they are tried. */
public enum BrokerKind {
  /** Redis, from a jar or installed. */
  REDIS("Redis", "install it (Debian: apt-get install redis-server)") {
    @Override
    public List<LocalProgram> programs(int port, Path folder) {
      return Stream.of(RedisProgram.embedded(port, folder), RedisProgram.find(port, folder))
          .flatMap(Optional::stream)
          .toList();
    }
  },
  /** NATS, installed. */
  NATS("NATS", "install it (Debian: apt-get install nats-server)") {
    @Override
    public List<LocalProgram> programs(int port, Path folder) {
      return NatsProgram.find(port, folder).stream().toList();
    }
  },
  /** RabbitMQ, installed. */
  RABBITMQ("RabbitMQ", "install it (Debian: apt-get install rabbitmq-server)") {
    @Override
    public List<LocalProgram> programs(int port, Path folder) {
      return RabbitMqProgram.find(port, folder).stream().toList();
    }
  },
  /** Kafka, from jars. */
  KAFKA("Kafka", "build it (bin/demo does), or install it") {
    @Override
    public List<LocalProgram> programs(int port, Path folder) {
      return KafkaProgram.find(port, folder).stream().toList();
    }
  };

  private final String title;
  private final String advice;

  BrokerKind(String title, String advice) {
    this.title = title;
    this.advice = advice;
  }

  /**
   * Returns the usual name of the broker.
   *
   * @return the name
   */
  public String title() {
    return title;
  }

  /**
   * Returns advice on how to install a program.
   *
   * @return advice for a person
   */
  public String advice() {
    return advice;
  }

  /**
   * Returns the programs on this machine.
   *
   * @param port the port that the broker will listen on
   * @param folder an empty folder
   * @return the programs, the first one to try first; empty if none is present
   */
  public abstract List<LocalProgram> programs(int port, Path folder);
}
