package io.sidecast.examples;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * A class path with an archive of the classes that a node loads (Java's AppCDS), which makes a node
 * start in about two thirds of the time. An archive serves a class path of jars only, so each
 * folder of the class path is packed into a jar. A jar whose path has a space is not served either:
 * its classes are loaded as without an archive. The files are kept in a folder, under a name that
 * depends on the JVM and on every file of the class path. Thread-safe, also between processes.
 */
final class ClassArchive {

  private static final int SECONDS = 60;
  private static final int DAYS_KEPT = 1;

  private final Path folder;
  private final List<Path> classPath;
  private final String key;

  private ClassArchive(Path folder, List<Path> classPath) throws IOException {
    this.folder = folder;
    this.classPath = classPath;
    this.key = key(classPath);
  }

  /** Returns the options of a child JVM on the class path of this one, with the same archive. */
  static List<String> ofThisJvm() {
    String classPath = ClassPath.ofThisJvm();
    String archive = System.getProperty("sidecast.archive");
    return archive == null
        ? options(Path.of("target"), classPath)
        : options(classPath, Path.of(archive));
  }

  /**
   * Returns the options of a JVM that give it the class path and its archive. The first call for a
   * class path takes seconds, because it creates the archive. Without a build folder, and after any
   * failure, the options give the class path alone.
   *
   * @param target the build folder, in which a folder keeps the archives
   * @param classPath the class path, in the form of the option {@code -cp}
   */
  static List<String> options(Path target, String classPath) {
    // An archive does not serve a class path with other entries, such as the POM of a dependency.
    List<Path> entries =
        Stream.of(classPath.split(File.pathSeparator, -1))
            .map(Path::of)
            .filter(entry -> Files.isDirectory(entry) || entry.toString().endsWith(".jar"))
            .toList();
    if (Files.isDirectory(target)) {
      try {
        Path folder = Files.createDirectories(target.resolve("class-archives").toAbsolutePath());
        return new ClassArchive(folder, entries).options();
      } catch (IOException | UncheckedIOException withoutArchive) {
        // An archive only saves time.
      }
    }
    return List.of("-cp", classPath);
  }

  private List<String> options() throws IOException {
    Path archive = folder.resolve(key + ".jsa");
    try (FileChannel lock =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      lock.lock();
      if (!Files.exists(archive)) {
        deleteOld();
        create(archive);
      }
    }
    return options(jars(), archive);
  }

  /** A JVM ignores an archive that it cannot use, and the last option keeps it silent about it. */
  private static List<String> options(String classPath, Path archive) {
    return List.of(
        "-cp", classPath, "-XX:SharedArchiveFile=" + archive, "-Xshare:auto", "-Xlog:cds*=off");
  }

  private String jars() throws IOException {
    List<String> jars = new ArrayList<>();
    for (Path entry : classPath) {
      jars.add((Files.isDirectory(entry) ? jarOf(entry) : entry).toString());
    }
    return String.join(File.pathSeparator, jars);
  }

  private Path jarOf(Path entry) {
    return folder.resolve(key + "-" + classPath.indexOf(entry) + ".jar");
  }

  private void create(Path archive) throws IOException {
    for (Path entry : classPath) {
      if (Files.isDirectory(entry)) {
        pack(entry, jarOf(entry));
      }
    }
    Path unfinished = folder.resolve(key + ".new");
    List<String> command = new ArrayList<>(ServerProcess.smallJvm());
    command.addAll(List.of("-XX:ArchiveClassesAtExit=" + unfinished, "-cp", jars()));
    command.add(ClassArchiveRun.class.getName());
    var program = new ProcessBuilder(command);
    program.redirectErrorStream(true).redirectOutput(Redirect.DISCARD);
    Process run = program.start();
    try {
      run.getOutputStream().close();
      if (!run.waitFor(SECONDS, TimeUnit.SECONDS) || run.exitValue() != 0) {
        throw new IOException("the run that loads the classes failed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      run.destroyForcibly();
    }
    Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void pack(Path classes, Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        var packed = new JarOutputStream(file)) {
      for (Path each : files(classes)) {
        String name = classes.relativize(each).toString().replace(File.separatorChar, '/');
        packed.putNextEntry(new JarEntry(name));
        Files.copy(each, packed);
      }
    }
  }

  /** Deletes the files of earlier class paths, except recent ones, which a JVM may be using. */
  private void deleteOld() throws IOException {
    Instant oldest = Instant.now().minus(DAYS_KEPT, ChronoUnit.DAYS);
    for (Path file : files(folder)) {
      if (Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static String key(List<Path> classPath) throws IOException {
    var facts = new StringBuilder(System.getProperty("java.home"));
    facts.append(Runtime.version());
    for (Path entry : classPath) {
      for (Path file : files(entry)) {
        facts.append('\n').append(file).append(' ').append(Files.size(file));
        facts.append(' ').append(Files.getLastModifiedTime(file));
      }
    }
    return UUID.nameUUIDFromBytes(facts.toString().getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** Returns the files in a folder and its folders in a stable order, or the file itself. */
  private static List<Path> files(Path path) throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
