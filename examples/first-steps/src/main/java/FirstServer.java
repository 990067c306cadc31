import io.sidecast.SocketIoServer;
import java.nio.file.Path;

/** The server on the first page of the documentation: a chat of all clients. */
public class FirstServer {

  record Message(String name, String text) {}

  public static void main(String[] args) {
    int port = Integer.getInteger("port", 3000);
    var io = SocketIoServer.builder().port(port).staticFiles(Path.of("web")).build();
    io.onConnection(socket -> socket.on("say", Message.class, message -> io.emit("said", message)));
    io.start();
  }
}
