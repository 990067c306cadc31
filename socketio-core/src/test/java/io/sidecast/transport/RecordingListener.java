package io.sidecast.transport;

import io.sidecast.engine.PacketType;
import io.sidecast.engine.TransportListener;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The events of one transport, in order. Confined to the event loop of the transport. */
final class RecordingListener implements TransportListener {
  final List<String> events = new ArrayList<>();

  @Override
  public void onPacket(PacketType type, byte[] data) {
    events.add(new String(data, StandardCharsets.UTF_8));
  }

  @Override
  public void onBinary(byte[] data) {
    events.add("binary");
  }

  @Override
  public void onMalformed(String detail) {
    events.add("malformed " + detail);
  }

  @Override
  public void onClientActivity() {
    events.add("sign of life");
  }

  @Override
  public void onWritable() {}

  @Override
  public void onClosed(String detail) {
    events.add("closed " + detail);
  }

  @Override
  public void onFailed(String detail) {
    events.add("failed " + detail);
  }
}
