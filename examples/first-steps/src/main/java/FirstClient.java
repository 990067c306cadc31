import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.util.Map;
import org.json.JSONObject;

/** The Java client on the first page of the documentation, which prints each message. */
public class FirstClient {

  public static void main(String[] args) {
    int port = Integer.getInteger("port", 3000);
    Socket socket = IO.socket(URI.create("http://127.0.0.1:" + port));
    socket.on("said", message -> System.out.println(message[0]));
    socket.connect();
    socket.emit("say", new JSONObject(Map.of("name", "Java", "text", "hello")));
  }
}
