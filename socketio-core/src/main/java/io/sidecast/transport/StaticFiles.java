package io.sidecast.transport;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Files that are served under {@code /}, to {@code GET} and {@code HEAD}.
 *
 * @param root the folder on disk, or null for the class path; nothing outside of it is served, be
 *     it by {@code ..} or by a symbolic link
 * @param resources the folder on the class path, used if there is no root
 * @param index the page of a folder
 */
public record StaticFiles(@Nullable Path root, String resources, String index) {

  /**
   * Serves a folder on disk.
   *
   * @param root the folder
   * @param index the page of a folder, for example {@code index.html}
   * @return the files
   */
  public static StaticFiles folder(Path root, String index) {
    return new StaticFiles(root, "", index);
  }

  /**
   * Serves a folder on the class path.
   *
   * @param resources the folder, for example {@code web}
   * @param index the page of a folder, for example {@code index.html}
   * @return the files
   */
  public static StaticFiles resources(String resources, String index) {
    return new StaticFiles(null, resources, index);
  }
}
