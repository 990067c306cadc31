package io.sidecast.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.security.Security;
import java.util.Arrays;

/**
 * A security provider that makes nodes draw the same id, as if they were clones of one process. Its
 * random generator repeats itself in draws of the size of a node id, 5 bytes, and in no others, so
 * clones have different sockets, like clones that have run for some time. A JVM loads this provider
 * by its name in the security properties. Thread-safe.
 */
public final class SameNodeIdProvider extends Provider {

  private static final long serialVersionUID = 1;
  private static final int NODE_ID_BYTES = 5;

  /** Creates the provider for the security properties. */
  public SameNodeIdProvider() {
    super("SameNodeId", "1", "draws the same node id in every process");
    put("SecureRandom.SameNodeId", Generator.class.getName());
    put("SecureRandom.SameNodeId ThreadSafe", "true");
  }

  /**
   * Returns the option of a JVM that puts this provider before all others. A file with the
   * properties is written to the folder of the logs.
   */
  static String jvmOption() {
    var properties = new StringBuilder();
    properties.append("security.provider.1=").append(SameNodeIdProvider.class.getName());
    Provider[] others = Security.getProviders();
    for (int i = 0; i < others.length; i++) {
      properties.append("\nsecurity.provider.").append(i + 2).append('=');
      properties.append(others[i].getName());
    }
    Path file = TestNode.LOGS.resolve("same-node-id.security");
    try {
      Files.createDirectories(TestNode.LOGS);
      Files.writeString(file, properties);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the security properties of clones", e);
    }
    return "-Djava.security.properties=" + file.toAbsolutePath();
  }

  /** The random generator of this provider. Thread-safe. */
  public static final class Generator extends SecureRandomSpi {

    private static final long serialVersionUID = 1;

    private final SecureRandom random;

    /** Creates a generator over one of the JDK. */
    public Generator() {
      try {
        random = SecureRandom.getInstance("DRBG");
      } catch (NoSuchAlgorithmException impossible) {
        throw new IllegalStateException("every JDK has this algorithm", impossible);
      }
    }

    @Override
    protected void engineSetSeed(byte[] seed) {
      random.setSeed(seed);
    }

    @Override
    protected void engineNextBytes(byte[] bytes) {
      if (bytes.length == NODE_ID_BYTES) {
        Arrays.fill(bytes, (byte) 'c');
      } else {
        random.nextBytes(bytes);
      }
    }

    @Override
    protected byte[] engineGenerateSeed(int count) {
      return random.generateSeed(count);
    }
  }
}
