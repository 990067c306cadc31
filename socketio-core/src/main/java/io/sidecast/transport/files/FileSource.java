package io.sidecast.transport.files;

import io.sidecast.http.StaticFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Opens the files that may be served. Thread-safe; called on file threads, because it blocks on the
 * disk.
 */
final class FileSource {

  private final StaticFiles files;

  /** An open file. The receiver must close the stream. */
  record OpenFile(String name, long length, InputStream bytes) {}

  FileSource(StaticFiles files) {
    this.files = files;
  }

  /**
   * Opens the file at a decoded path that begins with a slash. Returns null if no file may be
   * served for it.
   */
  @Nullable OpenFile open(String path) throws IOException {
    if (!isPlain(path)) {
      return null;
    }
    String relative = path.substring(1);
    if (relative.isEmpty() || relative.endsWith("/")) {
      relative += files.index();
    }
    try {
      Path root = files.root();
      return root == null
          ? openResource(files.resources() + "/" + relative)
          : openOnDisk(root, root.resolve(relative));
    } catch (InvalidPathException notOnThisSystem) {
      return null;
    }
  }

  /**
   * Returns whether a path consists of plain names: no {@code .} or {@code ..}, no empty name
   * inside, no backslash and no NUL.
   */
  private static boolean isPlain(String path) {
    if (!path.startsWith("/") || path.indexOf('\\') >= 0 || path.indexOf('\0') >= 0) {
      return false;
    }
    String[] segments = path.substring(1).split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      boolean emptyInside = segments[i].isEmpty() && i < segments.length - 1;
      if (emptyInside || segments[i].equals("..") || segments[i].equals(".")) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable OpenFile openOnDisk(Path root, Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return null;
    }
    Path real = file.toRealPath();
    if (!real.startsWith(root.toRealPath())) {
      return null;
    }
    return new OpenFile(file.toString(), Files.size(real), Files.newInputStream(real));
  }

  private static @Nullable OpenFile openResource(String name) throws IOException {
    URL url = loader().getResource(name);
    if (url == null) {
      return null;
    }
    if (url.getProtocol().equals("file")) {
      Path file = pathOf(url);
      return file == null || file.getParent() == null ? null : openOnDisk(file.getParent(), file);
    }
    URLConnection connection = url.openConnection();
    connection.setUseCaches(false);
    if (connection instanceof JarURLConnection jar && jar.getJarEntry().isDirectory()) {
      return null;
    }
    long length = connection.getContentLengthLong();
    return length < 0 ? null : new OpenFile(name, length, connection.getInputStream());
  }

  /** Returns the class loader of the application's class path. */
  static ClassLoader loader() {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    return loader == null ? FileSource.class.getClassLoader() : loader;
  }

  private static @Nullable Path pathOf(URL url) {
    try {
      return Path.of(new URI(url.toString()));
    } catch (URISyntaxException | IllegalArgumentException notAPath) {
      return null;
    }
  }
}
