package io.sidecast.cluster.message;

import io.sidecast.operation.Audience;
import io.sidecast.operation.ClusterRequest;
import java.io.IOException;
import java.util.function.Function;

/** The fields of each kind of request. The numbers are part of the wire format. */
final class CborRequests {

  static final CborKinds<ClusterRequest> KINDS =
      new CborKinds<ClusterRequest>("request")
          .with(1, ClusterRequest.Emit.class, CborRequests::write, CborRequests::emit)
          .with(2, ClusterRequest.Join.class, CborRequests::write, CborRequests::join)
          .with(3, ClusterRequest.Leave.class, CborRequests::write, CborRequests::leave)
          .with(4, ClusterRequest.Disconnect.class, CborRequests::write, CborRequests::disconnect)
          .with(5, ClusterRequest.Sockets.class, CborRequests::write, CborRequests::sockets)
          .with(
              6,
              ClusterRequest.Ids.class,
              CborRequests::writeAudience,
              readAudience(ClusterRequest.Ids::new))
          .with(
              7,
              ClusterRequest.Count.class,
              CborRequests::writeAudience,
              readAudience(ClusterRequest.Count::new))
          .with(
              8,
              ClusterRequest.Rooms.class,
              CborRequests::writeAudience,
              readAudience(ClusterRequest.Rooms::new))
          .with(
              9,
              ClusterRequest.ServerSideEmit.class,
              CborRequests::write,
              CborRequests::serverSideEmit);

  private CborRequests() {}

  private static void writeAudience(CborWriter out, ClusterRequest request) throws IOException {
    out.audience(request.audience());
  }

  private static <Q> CborKinds.Read<Q> readAudience(Function<Audience, Q> request) {
    return in -> request.apply(in.audience());
  }

  private static void write(CborWriter out, ClusterRequest.Emit emit) throws IOException {
    out.audience(emit.audience());
    out.packet(emit.event());
  }

  private static ClusterRequest.Emit emit(CborReader in) throws IOException {
    return new ClusterRequest.Emit(in.audience(), in.packet());
  }

  private static void write(CborWriter out, ClusterRequest.Join join) throws IOException {
    out.audience(join.audience());
    out.texts(join.rooms());
  }

  private static ClusterRequest.Join join(CborReader in) throws IOException {
    return new ClusterRequest.Join(in.audience(), in.texts());
  }

  private static void write(CborWriter out, ClusterRequest.Leave leave) throws IOException {
    out.audience(leave.audience());
    out.texts(leave.rooms());
  }

  private static ClusterRequest.Leave leave(CborReader in) throws IOException {
    return new ClusterRequest.Leave(in.audience(), in.texts());
  }

  private static void write(CborWriter out, ClusterRequest.Disconnect disconnect)
      throws IOException {
    out.audience(disconnect.audience());
    out.flag(disconnect.close());
  }

  private static ClusterRequest.Disconnect disconnect(CborReader in) throws IOException {
    return new ClusterRequest.Disconnect(in.audience(), in.flag());
  }

  private static void write(CborWriter out, ClusterRequest.Sockets sockets) throws IOException {
    out.audience(sockets.audience());
    out.number(sockets.limit());
  }

  private static ClusterRequest.Sockets sockets(CborReader in) throws IOException {
    return new ClusterRequest.Sockets(in.audience(), in.smallNumber());
  }

  private static void write(CborWriter out, ClusterRequest.ServerSideEmit emit) throws IOException {
    out.audience(emit.audience());
    out.packet(emit.event());
  }

  private static ClusterRequest.ServerSideEmit serverSideEmit(CborReader in) throws IOException {
    return new ClusterRequest.ServerSideEmit(in.audience(), in.packet());
  }
}
