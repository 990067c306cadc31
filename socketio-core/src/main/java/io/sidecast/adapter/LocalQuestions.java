package io.sidecast.adapter;

import io.sidecast.cluster.ClusterBus;
import io.sidecast.cluster.ClusterListener.Replies;
import io.sidecast.packet.Answer;
import io.sidecast.packet.Question;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers questions about the sockets of this node, whoever asks. Any thread. */
final class LocalQuestions {

  private static final Logger log = LoggerFactory.getLogger(LocalQuestions.class);

  private final LocalSockets sockets;
  private final ServerListeners servers;
  private final ClusterBus bus;
  private final Executor handlers;

  LocalQuestions(LocalSockets sockets, ServerListeners servers, ClusterBus bus, Executor handlers) {
    this.sockets = sockets;
    this.servers = servers;
    this.bus = bus;
    this.handlers = handlers;
  }

  /**
   * Answers one question.
   *
   * @return ends what is not done yet
   */
  Runnable answer(Question question, Duration timeout, Replies replies) {
    try {
      return begin(question, timeout, replies);
    } catch (Throwable failure) {
      failed(question, failure, replies);
      return LocalQuestions::nothing;
    }
  }

  private Runnable begin(Question question, Duration timeout, Replies replies) {
    if (question instanceof Question.Emit emit) {
      return sockets.ask(emit.audience(), emit.event(), timeout, replies)::expire;
    } else if (question instanceof Question.ServerSideEmit emit) {
      servers.ask(emit.audience().namespace(), emit.event(), replies);
    } else if (question instanceof Question.Count) {
      number(sockets.select(question.audience()), replies);
    } else if (question instanceof Question.Join join) {
      join(join, replies);
    } else if (question instanceof Question.Leave leave) {
      leave(leave, replies);
    } else if (question instanceof Question.Disconnect disconnect) {
      disconnect(disconnect, replies);
    } else {
      handlers.execute(() -> lookSafely(question, replies));
    }
    return LocalQuestions::nothing;
  }

  private static void failed(Question question, Throwable failure, Replies replies) {
    log.warn("this node cannot answer a {} request", question.getClass().getSimpleName(), failure);
    replies.failed(failure);
  }

  private static void nothing() {
    // all is done, or cannot be ended before
  }

  /** Done when the sockets can be reached by these rooms from every node. */
  private void join(Question.Join join, Replies replies) {
    List<Member> members = sockets.select(join.audience());
    members.forEach(member -> sockets.join(member, join.rooms()));
    if (members.isEmpty()) {
      number(members, replies);
      return;
    }
    bus.inForce(join.audience().namespace(), join.rooms())
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                number(members, replies);
              } else {
                log.warn("sockets joined {}, but other nodes do not reach them yet", join, failure);
                replies.failed(failure);
              }
            });
  }

  private void leave(Question.Leave leave, Replies replies) {
    List<Member> members = sockets.select(leave.audience());
    for (Member member : members) {
      leave.rooms().forEach(room -> sockets.leave(member, room));
    }
    number(members, replies);
  }

  private void disconnect(Question.Disconnect disconnect, Replies replies) {
    List<Member> members = sockets.select(disconnect.audience());
    members.forEach(member -> member.disconnect(disconnect.close()));
    number(members, replies);
  }

  private void lookSafely(Question question, Replies replies) {
    try {
      look(question, replies);
    } catch (Throwable failure) {
      failed(question, failure, replies);
    }
  }

  /** Runs where it may take long. */
  private void look(Question question, Replies replies) {
    List<Member> members = sockets.select(question.audience());
    if (question instanceof Question.Sockets asked) {
      all(members.subList(0, Math.min(asked.limit(), members.size())), this::describe, replies);
    } else if (question instanceof Question.Ids) {
      all(members, member -> new Answer.Name(member.id()), replies);
    } else {
      all(roomsOf(members), Answer.Name::new, replies);
    }
  }

  private Set<String> roomsOf(List<Member> members) {
    var names = new HashSet<String>();
    for (Member member : members) {
      sockets.roomsOf(member).stream()
          .filter(room -> !room.equals(member.id()))
          .forEach(names::add);
    }
    return names;
  }

  private Answer describe(Member member) {
    return new Answer.SocketDescription(member.id(), sockets.roomsOf(member), member.details());
  }

  private static <T> void all(Collection<T> things, Function<T, Answer> answer, Replies replies) {
    var answers = new ArrayList<Answer>(things.size());
    things.forEach(thing -> answers.add(answer.apply(thing)));
    replies.send(answers.size(), answers);
  }

  private static void number(List<Member> members, Replies replies) {
    replies.send(1, List.of(new Answer.Total(members.size())));
  }
}
