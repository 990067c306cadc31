package io.sidecast.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeIdTest {

  @Test
  void everySocketIdNamesItsNode() {
    var node = NodeId.random();
    var ids = new HashSet<String>();
    for (int i = 0; i < 10_000; i++) {
      String id = node.newSocketId();
      assertThat(id).matches("[A-Za-z0-9_-]{20}");
      assertThat(NodeId.ownerOf(id)).isEqualTo(node);
      ids.add(id);
    }
    assertThat(ids).hasSize(10_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "room",
        "abcdefghijklmnopqrs",
        "abcdefghijklmnopqrstu",
        "abcdef hijklmnopqrst"
      })
  void otherRoomsHaveNoOwner(String room) {
    assertThat(NodeId.ownerOf(room)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abcde", "abcdefg", "abc+ef"})
  void refusesOtherTexts(String text) {
    assertThatThrownBy(() -> new NodeId(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
