package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.BrokerChoice.Use;
import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerOpening;
import io.sidecast.broker.BrokerProvider;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    public BrokerOpening open(BrokerConfig config, BrokerListener listener) {
      return BrokerOpening.failed(
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
    public BrokerOpening open(BrokerConfig config, BrokerListener listener) {
      return BrokerOpening.failed(
          new BrokerException(BrokerException.Kind.UNAVAILABLE, "no blue broker runs here"));
    }
  }

  private BrokerChoice choice(@Nullable String code, @Nullable String variable) {
    return BrokerChoice.make(code, variable, List.of(red, blue));
  }

  private static Use use(BrokerProvider provider, String uri) {
    return new Use(provider, URI.create(uri));
  }

  @Test
  void withoutAModuleTheServerIsAlone() {
    assertThat(BrokerChoice.make(null, null, List.of()))
        .isEqualTo(new BrokerChoice(null, "the class path"));
  }

  @Test
  void theOnlyModuleIsUsedAtItsDefaultUri() {
    assertThat(BrokerChoice.make(null, null, List.of(red)))
        .isEqualTo(new BrokerChoice(use(red, "red://127.0.0.1:1"), "the class path"));
  }

  @Test
  void theUriChooses() {
    assertThat(choice("BLUE://h:3?x=y", null).use()).isEqualTo(use(blue, "BLUE://h:3?x=y"));
  }

  @Test
  void theCodeWinsOverTheEnvironment() {
    assertThat(choice("red://code", "blue://variable"))
        .isEqualTo(new BrokerChoice(use(red, "red://code"), "the application"));
    assertThat(choice("none", "blue://variable"))
        .isEqualTo(new BrokerChoice(null, "the application"));
  }

  @Test
  void theEnvironmentWinsOverTheClassPath() {
    String variable = "the environment variable SIDECAST_BROKER";
    assertThat(choice(null, " blue://variable "))
        .isEqualTo(new BrokerChoice(use(blue, "blue://variable"), variable));
    assertThat(choice(null, "none")).isEqualTo(new BrokerChoice(null, variable));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t"})
  void anEmptyVariableCountsAsNone(String variable) {
    assertThat(BrokerChoice.make(null, variable, List.of(red)).origin())
        .isEqualTo("the class path");
  }

  @Test
  void theChoiceIsDescribedWithoutSecrets() {
    assertThat(choice("red://joe:s3cret@h:1,i:2/s3cret?password=s3cret", null))
        .hasToString("broker red://h:1,i:2, chosen by the application");
    assertThat(choice("none", null)).hasToString("broker none, chosen by the application");
  }

  @Test
  void severalModulesWithoutAUriAreNamedWithTheRemedy() {
    assertThatThrownBy(() -> choice(null, null))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining(RedProvider.class.getName())
        .hasMessageContaining(BlueProvider.class.getName())
        .hasMessageContaining("SIDECAST_BROKER");
  }

  @Test
  void twoModulesForOneSchemeAreNamed() {
    assertThatThrownBy(() -> BrokerChoice.make("red://h", null, List.of(red, new RedProvider())))
        .hasMessageContaining("several brokers open 'red'");
  }

  @Test
  void schemeWithoutAProviderIsExplained() {
    assertThatThrownBy(() -> BrokerChoice.make("green://h", null, List.of(red)))
        .hasMessageContaining("'green'")
        .hasMessageContaining(RedProvider.class.getName());
  }

  @Test
  void aBadUriIsRefusedWithoutShowingItsPassword() {
    assertThatThrownBy(() -> choice("red://user:se cret@h", null))
        .isInstanceOf(BrokerException.class)
        .hasMessageNotContaining("cret");
    for (String text : List.of("127.0.0.1:6379", "localhost:6379", "redis:6379/0")) {
      assertThatThrownBy(() -> choice(text, null))
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("needs a scheme and a host");
    }
  }
}
