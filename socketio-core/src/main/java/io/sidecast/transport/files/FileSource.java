package io.sidecast.transport.files;

import io.netty.buffer.ByteBuf;
import io.netty.handler.stream.ChunkedInput;
import io.netty.handler.stream.ChunkedNioFile;
import io.netty.handler.stream.ChunkedNioStream;
import io.sidecast.http.StaticFiles;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Opens the files that may be served. Thread-safe; called on file threads, because it blocks on the
 * disk.
 */
final class FileSource {

  private static final int CHUNK = 64 * 1024;

  private final StaticFiles files;

  /** An open file, which the receiver must close. */
  record OpenFile(String name, long length, ChunkedInput<ByteBuf> content) {

    void close() {
      try {
        content.close();
      } catch (Exception ignored) {
        // the file was only read
      }
    }
  }

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
    var content = new ChunkedNioFile(FileChannel.open(real), CHUNK);
    return new OpenFile(file.toString(), content.length(), content);
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
    if (length < 0) {
      return null;
    }
    var content = new ChunkedNioStream(Channels.newChannel(connection.getInputStream()), CHUNK);
    return new OpenFile(name, length, content);
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
