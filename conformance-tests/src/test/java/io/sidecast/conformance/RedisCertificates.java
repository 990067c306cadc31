package io.sidecast.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The test thread only. An authority made for one test, and a server certificate that it signed.
 *
 * @param folder where the files are
 */
record RedisCertificates(Path folder) {

  /** Makes them with openssl, for a server of this name, for example {@code IP:127.0.0.1}. */
  static RedisCertificates of(String serverName) {
    var made = new RedisCertificates(TemporaryFolder.create("redis"));
    try {
      Files.writeString(made.folder.resolve("names"), "subjectAltName=" + serverName);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot name the server", e);
    }
    made.openssl(
        "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test -keyout ca.key -out ca.crt");
    made.openssl("req -newkey rsa:2048 -nodes -subj /CN=redis -keyout redis.key -out redis.csr");
    made.openssl(
        "x509 -req -in redis.csr -days 2 -extfile names -CA ca.crt -CAkey ca.key -CAcreateserial"
            + " -out redis.crt");
    return made;
  }

  /** The certificate of the authority, as PEM. */
  String authority() {
    return path("ca.crt");
  }

  /** Settings of a server that listens to TLS here, and speaks it to other servers. */
  Stream<String> settings(int tlsPort) {
    return Stream.of(
        "tls-port " + tlsPort,
        "tls-cert-file " + path("redis.crt"),
        "tls-key-file " + path("redis.key"),
        "tls-ca-cert-file " + authority(),
        "tls-auth-clients no",
        "tls-replication yes");
  }

  /** The same as arguments of a program. */
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
