package io.sidecast.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Tests the order of the tasks in a mailbox. The tasks run on the calling thread, so timing has no
 * effect.
 */
class MailboxTest {

  private final List<String> done = new ArrayList<>();
  private final Mailbox mailbox = new Mailbox(Runnable::run);

  @Test
  void tasksRunInTheOrderOfTheirPosting() {
    mailbox.execute(
        () -> {
          mailbox.execute(() -> done.add("second"));
          done.add("first");
        });
    assertThat(done).containsExactly("first", "second");
  }

  @Test
  void taskPostedWhileHeldWaitsForTheReleasingTask() {
    mailbox.hold(() -> done.add("connection"));
    mailbox.execute(() -> done.add("event"));
    assertThat(done).isEmpty();
    mailbox.release();
    mailbox.release();
    assertThat(done).containsExactly("connection", "event");
  }

  @Test
  void aTaskThatHoldsTheMailboxIsTheLastForNow() {
    mailbox.execute(
        () -> {
          mailbox.hold(() -> done.add("connection"));
          mailbox.execute(() -> done.add("event"));
        });
    assertThat(done).isEmpty();
    mailbox.release();
    assertThat(done).containsExactly("connection", "event");
  }

  @Test
  void aTaskThatThrowsStopsNoOther() {
    mailbox.execute(
        () -> {
          mailbox.execute(() -> done.add("after"));
          throw new IllegalStateException("of this test");
        });
    assertThat(done).containsExactly("after");
  }

  @Test
  void mailboxIsIdleWithoutTasks() {
    assertThat(mailbox.isIdle()).isTrue();
    mailbox.execute(() -> assertThat(mailbox.isIdle()).as("during a task").isFalse());
    mailbox.hold(() -> {});
    assertThat(mailbox.isIdle()).as("while held").isFalse();
    mailbox.release();
    assertThat(mailbox.isIdle()).isTrue();
  }
}
