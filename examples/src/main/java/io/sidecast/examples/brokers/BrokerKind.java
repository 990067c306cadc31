package io.sidecast.examples.brokers;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The kinds of broker that can be run on this machine, in the order in which they are tried. */
public enum BrokerKind {
  /** From a jar, or installed. */
  REDIS("Redis", "install it (Debian: apt-get install redis-server)") {
    @Override
    public List<BrokerProgram> programs(int port, Path folder) {
      return Stream.of(RedisProgram.embedded(port, folder), RedisProgram.find(port, folder))
          .flatMap(Optional::stream)
          .toList();
    }
  },
  /** Installed. */
  NATS("NATS", "install it (Debian: apt-get install nats-server)") {
    @Override
    public List<BrokerProgram> programs(int port, Path folder) {
      return NatsProgram.find(port, folder).stream().toList();
    }
  },
  /** Installed. */
  RABBITMQ("RabbitMQ", "install it (Debian: apt-get install rabbitmq-server)") {
    @Override
    public List<BrokerProgram> programs(int port, Path folder) {
      return RabbitMqProgram.find(port, folder).stream().toList();
    }
  },
  /** From jars. */
  KAFKA("Kafka", "build it (bin/demo does), or install it") {
    @Override
    public List<BrokerProgram> programs(int port, Path folder) {
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
   * What people call it.
   *
   * @return the name
   */
  public String title() {
    return title;
  }

  /**
   * What to do if there is no program.
   *
   * @return advice for a person
   */
  public String advice() {
    return advice;
  }

  /**
   * The programs that this machine has.
   *
   * @param port where the broker will listen
   * @param folder an empty folder
   * @return the programs, the one to try first in front; empty if there is none
   */
  public abstract List<BrokerProgram> programs(int port, Path folder);
}
