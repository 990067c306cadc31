package io.sidecast.cluster.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.cluster.TraceContext;
import io.sidecast.operation.Audience;
import io.sidecast.operation.ClusterRequest;
import io.sidecast.operation.ResponsePart;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CborEnvelopeCodecTest {

  private static final NodeId ORIGIN = new NodeId("abc-_9");
  private static final byte[] HEAD = "51-[\"é\",{\"_placeholder\":true,\"num\":0}]".getBytes(UTF_8);

  private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final TraceContext TRACE =
      new TraceContext(PARENT, "v=" + "1".repeat(TraceContext.MAX_TRACESTATE - 2));

  private final CborEnvelopeCodec codec = new CborEnvelopeCodec();

  static Stream<Message> messages() {
    var audience = new Audience("/ünï", Set.of("a b", "#/", "🎈".repeat(2_000)), Set.of("x"));
    var packet =
        EncodedPacket.text(HEAD, List.of(new byte[0], new byte[] {0, (byte) 0xff}))
            .with(new EncodedPacket.Flags(true, false));
    var node = new NodeInfo(ORIGIN, Instant.ofEpochMilli(1_790_000_000_123L), "höst:5000");
    return Stream.of(
        new Message.Emit(audience, packet),
        new Message.Emit(Audience.allSockets("/"), EncodedPacket.binary(new byte[] {1, 2})),
        new Message.Response(
            3,
            9,
            List.of(
                new ResponsePart.Acknowledgement(new Payload(HEAD, List.of(new byte[] {7}))),
                new ResponsePart.Total(Long.MIN_VALUE),
                new ResponsePart.Name("röom"),
                new ResponsePart.SocketDescription("id", Set.of("a", "b"), Payload.EMPTY))),
        new Message.Response(4, 0, List.of()),
        new Message.Hello(new NodeAnnouncement(7, node, 512, DeliveryMode.NONE), true),
        new Message.Welcome(
            new NodeAnnouncement(7, node, 1, new DeliveryMode(7, true)),
            Set.of(ORIGIN, new NodeId("other_"))),
        new Message.Heartbeat(new NodeAnnouncement(7, node, 512, new DeliveryMode(8, false))),
        new Message.DeliveryModeChanged(19, new DeliveryMode(Integer.MAX_VALUE, true)),
        new Message.Forwarded(17, Set.of(ORIGIN)),
        new Message.RegisterSidRoom(18, room()),
        new Message.UnregisterSidRoom(room()),
        new Message.ServerSideEmit("/ünï", packet),
        new Message.Goodbye(),
        new Message.Probe(17, Long.MIN_VALUE),
        new Message.RequestFailed(20, "too large"),
        new Message.Traced(TRACE, new Message.Emit(audience, packet)),
        new Message.Traced(TraceContext.of(PARENT), new Message.ServerSideEmit("/ünï", packet)),
        new Message.Batch(
            List.of(
                new Message.Emit(audience, packet),
                new Message.Goodbye(),
                new Message.Traced(TRACE, new Message.Emit(audience, packet)),
                new Message.Traced(
                    TraceContext.of(PARENT), new Message.ServerSideEmit("/", packet)),
                new Message.Response(4, 0, List.of()))));
  }

  /**
   * Messages whose strings have an unpaired surrogate, which JavaScript allows and UTF-8 cannot
   * represent.
   */
  static Stream<Message> halfPairs() {
    var audience =
        new Audience(
            "/n\ud83d", Set.of("r\ud83d", "\ude00r", "\ud83d\ud83d\ude00"), Set.of("\udfff"));
    var node = new NodeInfo(ORIGIN, Instant.EPOCH, "label\ud83d");
    var packet = EncodedPacket.text(HEAD, List.of());
    return Stream.of(
        new Message.Emit(audience, packet),
        new Message.Request(
            ORIGIN,
            1,
            Duration.ofSeconds(1),
            2,
            new ClusterRequest.Join(audience, Set.of("j\ud83d"))),
        new Message.Request(
            ORIGIN,
            1,
            Duration.ofSeconds(1),
            2,
            new ClusterRequest.Leave(audience, Set.of("\udc00"))),
        new Message.Response(
            3,
            2,
            List.of(
                new ResponsePart.Name("r\ud83d"),
                new ResponsePart.SocketDescription("id", Set.of("r\ud83d"), Payload.EMPTY))),
        new Message.Hello(new NodeAnnouncement(7, node, 8, DeliveryMode.NONE), true),
        new Message.ServerSideEmit("/\udbff", packet),
        new Message.RegisterSidRoom(
            1, new SidRoom("/\ud83d", "node-1aaaaaaaaaaaaaa", new NodeId("node-1"))),
        new Message.RequestFailed(4, "\ud83d"));
  }

  static Stream<Message> requests() {
    var audience = new Audience("/ünï", Set.of("a b", "#/"), Set.of("x"));
    var packet = EncodedPacket.text(HEAD, List.of(new byte[] {0, (byte) 0xff}));
    return Stream.of(
            new ClusterRequest.Emit(audience, packet),
            new ClusterRequest.Join(audience, Set.of("r", "s")),
            new ClusterRequest.Leave(audience, Set.of("r")),
            new ClusterRequest.Disconnect(audience, true),
            new ClusterRequest.Sockets(audience, Integer.MAX_VALUE),
            new ClusterRequest.Ids(audience),
            new ClusterRequest.Count(audience),
            new ClusterRequest.Rooms(audience),
            new ClusterRequest.ServerSideEmit(audience, packet))
        .map(
            content ->
                new Message.Request(ORIGIN, Long.MAX_VALUE, Duration.ofMillis(1_500), 77, content))
        .flatMap(request -> Stream.of(request, new Message.Traced(TRACE, request)));
  }

  private static SidRoom room() {
    return new SidRoom("/", "node-1aaaaaaaaaaaaaa", new NodeId("node-1"));
  }

  @ParameterizedTest
  @MethodSource({"messages", "requests", "halfPairs"})
  void roundTrip(Message message) {
    Envelope decoded = codec.decode(codec.encode(new Envelope(ORIGIN, 99, message)));
    assertThat(decoded)
        .usingRecursiveComparison()
        .ignoringFieldsMatchingRegexes(".*wireForm")
        .isEqualTo(new Envelope(ORIGIN, 99, message));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"method\":\"emit\"}", "[1,2]", "garbage", "\u0000\u0001"})
  void refusesWhatIsNotAnEnvelope(String text) {
    assertThatThrownBy(() -> codec.decode(text.getBytes(UTF_8)))
        .isInstanceOf(EnvelopeException.class);
  }

  static Stream<Message> wrongBatches() {
    var one = new Message.Batch(List.of(new Message.Goodbye()));
    return Stream.of(
        new Message.Batch(List.of()),
        new Message.Batch(List.<Message>of(one)),
        new Message.Batch(List.of(new Message.Goodbye(), one)),
        new Message.Batch(
            Collections.nCopies(Message.Batch.MAX_MESSAGES + 1, new Message.Goodbye())));
  }

  @ParameterizedTest
  @MethodSource("wrongBatches")
  void refusesABatchWithoutMessagesOrWithTooManyOrWithABatch(Message batch) {
    byte[] envelope = codec.encode(new Envelope(ORIGIN, 1, batch));
    assertThatThrownBy(() -> codec.decode(envelope)).isInstanceOf(EnvelopeException.class);
  }

  @Test
  void readsTheLargestBatch() {
    var batch =
        new Message.Batch(Collections.nCopies(Message.Batch.MAX_MESSAGES, new Message.Goodbye()));
    assertThat(codec.decode(codec.encode(new Envelope(ORIGIN, 1, batch))).message())
        .isEqualTo(batch);
  }

  @Test
  void refusesOtherLengths() {
    List<Message> messages = List.of(new Message.Goodbye(), new Message.Probe(1, 2));
    byte[] envelope = codec.encode(new Envelope(ORIGIN, 1, new Message.Batch(messages)));
    for (int length = 0; length < envelope.length; length++) {
      byte[] truncated = Arrays.copyOf(envelope, length);
      assertThatThrownBy(() -> codec.decode(truncated)).isInstanceOf(EnvelopeException.class);
    }
    for (int next : new int[] {0, 0x9f, 0xff}) {
      byte[] longer = Arrays.copyOf(envelope, envelope.length + 1);
      longer[envelope.length] = (byte) next;
      assertThatThrownBy(() -> codec.decode(longer)).isInstanceOf(EnvelopeException.class);
    }
  }

  /** The number of bytes is in the documentation of operations. */
  @Test
  void aTraceCostsSixtyBytesAndNoTraceNothing() {
    var emit = new Message.Emit(Audience.allSockets("/"), EncodedPacket.binary(HEAD));
    int plain = codec.encode(new Envelope(ORIGIN, 1, emit)).length;
    var traced = new Message.Traced(TraceContext.of(PARENT), emit);
    assertThat(codec.encode(new Envelope(ORIGIN, 1, traced)).length - plain).isEqualTo(59);
    assertThat(traced.size() - emit.size()).isEqualTo(TraceContext.TRACEPARENT_LENGTH);
  }

  static Stream<Arguments> malformedTraces() {
    return Stream.of(
        arguments("", "", "traceparent must have 55 characters, not 0"),
        arguments(PARENT + "-01", "", "traceparent must have 55 characters, not 58"),
        arguments(PARENT.replace('a', 'A'), "", "lower-case"),
        arguments("ff" + PARENT.substring(2), "", "traceparent must be 00-"),
        arguments(PARENT, "x".repeat(513), "tracestate must have at most 512 characters, not 513"),
        arguments(PARENT, "x".repeat(100_000), "not 100000"),
        arguments(PARENT, "a=\n", "printable"),
        arguments(PARENT, "a=\ud83d", "printable"));
  }

  @ParameterizedTest
  @MethodSource("malformedTraces")
  void refusesAMalformedTrace(String traceparent, String tracestate, String reason)
      throws IOException {
    byte[] envelope = traced(traceparent, tracestate, 1);
    assertThatThrownBy(() -> codec.decode(envelope))
        .isInstanceOf(EnvelopeException.class)
        .hasMessageStartingWith("not an envelope: ")
        .hasMessageContaining(reason);
  }

  /** A trace within a trace could have any depth. */
  @ParameterizedTest
  @ValueSource(ints = {0, 3, 6, 7, 15, 16, 99})
  void refusesATraceOfAnotherKind(int kind) throws IOException {
    byte[] envelope = traced(PARENT, "", kind);
    assertThatThrownBy(() -> codec.decode(envelope))
        .isInstanceOf(EnvelopeException.class)
        .hasMessage("not an envelope: a trace of the kind " + kind);
  }

  /** Returns an envelope with a trace and the beginning of a message of some kind. */
  private static byte[] traced(String traceparent, String tracestate, int kind) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var generator = new CBORFactory().createGenerator(bytes)) {
      var out = new CborWriter(generator);
      generator.writeStartArray();
      out.number(2);
      out.number(16);
      out.text(ORIGIN.text());
      out.number(1);
      out.text(traceparent);
      out.text(tracestate);
      out.number(kind);
      generator.writeEndArray();
    }
    return bytes.toByteArray();
  }

  /** The nanoseconds of such a timeout would not fit into a number. */
  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MAX_VALUE / 1_000_000, Long.MAX_VALUE})
  void refusesTimeoutsOutOfRange(long millis) {
    var count = new ClusterRequest.Count(Audience.allSockets("/"));
    var request = new Message.Request(ORIGIN, 1, Duration.ofMillis(millis), 0, count);
    byte[] envelope = codec.encode(new Envelope(ORIGIN, 1, request));
    assertThatThrownBy(() -> codec.decode(envelope)).isInstanceOf(EnvelopeException.class);
  }

  @Test
  void refusesAnotherVersionAndAnUnknownKind() {
    byte[] bytes = codec.encode(new Envelope(ORIGIN, 1, new Message.Goodbye()));
    byte[] otherVersion = bytes.clone();
    otherVersion[1] = 3;
    assertThatThrownBy(() -> codec.decode(otherVersion)).hasMessageContaining("version 3");
    byte[] otherKind = bytes.clone();
    otherKind[2] = 23;
    assertThatThrownBy(() -> codec.decode(otherKind)).hasMessageContaining("kind 23");
  }

  @Test
  void damageIsRefusedOrReadAndNothingElseHappens() {
    var random = new SplittableRandom(20261123);
    List<byte[]> originals =
        Stream.concat(messages(), requests())
            .map(message -> codec.encode(new Envelope(ORIGIN, 5, message)))
            .toList();
    for (int round = 0; round < 100_000; round++) {
      byte[] original = originals.get(random.nextInt(originals.size()));
      byte[] damaged = Arrays.copyOf(original, 1 + random.nextInt(Math.min(original.length, 200)));
      for (int hit = random.nextInt(4); hit >= 0; hit--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(codec.decode(damaged)).isNotNull();
      } catch (EnvelopeException expected) {
        assertThat(expected.getMessage()).isNotBlank();
      }
    }
  }
}
