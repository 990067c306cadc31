package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerProvider;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class BrokerChoiceTest {

  private final BrokerProvider red = new RedProvider();
  private final BrokerProvider blue = new BlueProvider();

  private record RedProvider() implements BrokerProvider {
    @Override
    public Set<String> schemes() {
      return Set.of("red", "reds");
    }

    @Override
    public URI defaultUri() {
      return URI.create("red://127.0.0.1:1");
    }

    @Override
    public CompletionStage<Broker> open(BrokerConfig config, BrokerListener listener) {
      return CompletableFuture.failedStage(
          new BrokerException(BrokerException.Kind.UNAVAILABLE, "no red broker runs here"));
    }
  }

  private record BlueProvider() implements BrokerProvider {
    @Override
    public Set<String> schemes() {
      return Set.of("blue");
    }

    @Override
    public URI defaultUri() {
      return URI.create("blue://127.0.0.1:2");
    }

    @Override
    public CompletionStage<Broker> open(BrokerConfig config, BrokerListener listener) {
      return CompletableFuture.failedStage(
          new BrokerException(BrokerException.Kind.UNAVAILABLE, "no blue broker runs here"));
    }
  }

  @Test
  void withoutAModuleTheServerIsAlone() {
    assertThat(BrokerChoice.make(null, List.of())).isEmpty();
  }

  @Test
  void theOnlyModuleIsUsedAtItsDefaultUri() {
    assertThat(BrokerChoice.make(null, List.of(red)))
        .contains(new BrokerChoice(red, URI.create("red://127.0.0.1:1")));
  }

  @Test
  void theUriChooses() {
    assertThat(BrokerChoice.make("BLUE://h:3?x=y", List.of(red, blue)))
        .contains(new BrokerChoice(blue, URI.create("BLUE://h:3?x=y")));
  }

  @Test
  void noneMeansAlone() {
    assertThat(BrokerChoice.make("none", List.of(red, blue))).isEmpty();
  }

  @Test
  void severalModulesWithoutAUriAreNamedWithTheRemedy() {
    assertThatThrownBy(() -> BrokerChoice.make(null, List.of(red, blue)))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining(RedProvider.class.getName())
        .hasMessageContaining(BlueProvider.class.getName())
        .hasMessageContaining("SIDECAST_BROKER");
  }

  @Test
  void twoModulesForOneSchemeAreNamed() {
    assertThatThrownBy(() -> BrokerChoice.make("red://h", List.of(red, new RedProvider())))
        .hasMessageContaining("several brokers open 'red'");
  }

  @Test
  void aSchemeThatNobodyOpensIsExplained() {
    assertThatThrownBy(() -> BrokerChoice.make("green://h", List.of(red)))
        .hasMessageContaining("'green'")
        .hasMessageContaining(RedProvider.class.getName());
  }

  @Test
  void aBadUriIsRefusedWithoutShowingItsPassword() {
    assertThatThrownBy(() -> BrokerChoice.make("red://user:se cret@h", List.of(red)))
        .isInstanceOf(BrokerException.class)
        .hasMessageNotContaining("cret");
    assertThatThrownBy(() -> BrokerChoice.make("127.0.0.1:6379", List.of(red)))
        .isInstanceOf(BrokerException.class);
  }
}
