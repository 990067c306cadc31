package io.sidecast.conformance.redis;

import io.sidecast.conformance.TemporaryFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A certificate authority created for one test, and a server certificate that it signed. Confined
 * to the test thread.
 *
 * @param folder the folder of the files
 */
record RedisCertificates(Path folder) {

  /** Creates both with openssl, for a server of this name, for example {@code IP:127.0.0.1}. */
  static RedisCertificates of(String serverName) {
    var made = new RedisCertificates(TemporaryFolder.create("redis"));
    try {
      Files.writeString(made.folder.resolve("names"), "subjectAltName=" + serverName);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the name of the server", e);
    }
    made.openssl(
        "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test -keyout ca.key -out ca.crt");
    made.openssl("req -newkey rsa:2048 -nodes -subj /CN=redis -keyout redis.key -out redis.csr");
    made.openssl(
        "x509 -req -in redis.csr -days 2 -extfile names -CA ca.crt -CAkey ca.key -CAcreateserial"
            + " -out redis.crt");
    return made;
  }

  /** Returns the path of the authority's certificate, as PEM. */
  String authority() {
    return path("ca.crt");
  }

  /** Returns the settings of a server that accepts TLS at a port and uses TLS for replication. */
  Stream<String> settings(int tlsPort) {
    return Stream.of(
        "tls-port " + tlsPort,
        "tls-cert-file " + path("redis.crt"),
        "tls-key-file " + path("redis.key"),
        "tls-ca-cert-file " + authority(),
        "tls-auth-clients no",
        "tls-replication yes");
  }

  /** Returns the same settings as arguments of a program. */
  Stream<String> arguments(int tlsPort) {
    return settings(tlsPort).flatMap(setting -> Stream.of(("--" + setting).split(" ")));
  }

  private String path(String file) {
    return folder.resolve(file).toString();
  }

  private void openssl(String arguments) {
    RedisServer.run(folder, Stream.of(("openssl " + arguments).split(" ")).toList());
  }
}
