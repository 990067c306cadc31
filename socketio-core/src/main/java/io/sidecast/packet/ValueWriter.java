package io.sidecast.packet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.sidecast.log.ExceptionText;
import java.io.IOException;

/** Serialises the data of packets with the user's mapper and all its settings. Thread-safe. */
final class ValueWriter {

  private final JsonFactory factory;
  private final ObjectWriter writer;

  ValueWriter(ObjectMapper mapper) {
    this.factory = mapper.getFactory();
    this.writer = mapper.writer().withoutRootName();
  }

  /** Opens a generator that writes to a stream. */
  @FunctionalInterface
  interface Format {
    JsonGenerator open(ByteArrayBuilder bytes) throws IOException;
  }

  /**
   * Serialises the data of one packet.
   *
   * @throws PacketException if a value cannot be serialised, for every exception of its serialiser
   */
  byte[] write(PacketType type, Object data, Format format) {
    BufferRecycler buffers = factory._getBufferRecycler();
    try (var bytes = new ByteArrayBuilder(buffers)) {
      try (JsonGenerator generator = format.open(bytes)) {
        writer.writeValue(generator, new PacketData(type == PacketType.EVENT, data));
      }
      return bytes.getClearAndRelease();
    } catch (StackOverflowError e) {
      throw new PacketException(
          "cannot serialise the data of a packet: a value contains itself, or is nested too deeply",
          e);
    } catch (VirtualMachineError e) {
      throw e;
    } catch (IOException | RuntimeException | Error e) {
      throw new PacketException(
          "cannot serialise the data of a packet: " + ExceptionText.of(e), ExceptionText.cause(e));
    } finally {
      buffers.releaseToPool();
    }
  }
}
