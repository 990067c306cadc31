package io.sidecast.conformance.chaos;

import io.sidecast.examples.brokers.LocalProgram;
import io.sidecast.examples.brokers.RabbitMqProgram;
import java.util.List;
import java.util.Set;

/**
 * The administration of a RabbitMQ whose nodes log in as the default user. One evaluated expression
 * does what several commands would, because each start of rabbitmqctl takes seconds of CPU time.
 * Confined to the test thread.
 *
 * @param program the running broker
 */
record RabbitMqControl(LocalProgram program) implements BrokerControl {

  /** Deletes the user. RabbitMQ closes the connections of a deleted user. */
  private static final String REVOKE =
      """
      rabbit_auth_backend_internal:delete_user(<<"guest">>, <<"chaos">>).
      """;

  private static final String RESTORE =
      """
      rabbit_auth_backend_internal:exists(<<"guest">>) orelse
        rabbit_auth_backend_internal:add_user(<<"guest">>, <<"guest">>, <<"chaos">>),
      rabbit_auth_backend_internal:set_permissions(
        <<"guest">>, <<"/">>, <<".*">>, <<".*">>, <<".*">>, <<"chaos">>).
      """;

  @Override
  public void revokeLogin() {
    rabbitmqctl("eval", REVOKE);
  }

  @Override
  public void restoreLogin() {
    rabbitmqctl("eval", RESTORE);
  }

  @Override
  public Set<Resource> resources() {
    return Set.of(Resource.MEMORY, Resource.DISK);
  }

  /** Moves the limit below the present use, which raises an alarm as a full resource does. */
  @Override
  public void exhaust(Resource resource) {
    switch (resource) {
      case MEMORY -> rabbitmqctl("set_vm_memory_high_watermark", "0");
      case DISK -> rabbitmqctl("set_disk_free_limit", "1000000GB");
    }
  }

  @Override
  public void release(Resource resource) {
    switch (resource) {
      case MEMORY -> rabbitmqctl("set_vm_memory_high_watermark", "0.4");
      case DISK -> rabbitmqctl("set_disk_free_limit", "50MB");
    }
  }

  private void rabbitmqctl(String... arguments) {
    AdminProgram.run(RabbitMqProgram.rabbitmqctl(program, List.of(arguments)));
  }
}
