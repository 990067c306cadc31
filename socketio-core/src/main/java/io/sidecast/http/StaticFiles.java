package io.sidecast.http;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Static files that are served under {@code /}, for {@code GET} and {@code HEAD}. Immutable.
 *
 * @param root the folder on disk, or null for the class path; files outside of the folder are not
 *     served, neither for {@code ..} nor for a symbolic link
 * @param resources the folder on the class path, used if the root is null
 * @param index the name of the file that is served for a folder
 * @since 0.1.0
 */
public record StaticFiles(@Nullable Path root, String resources, String index) {

  /**
   * Returns the files of a folder on disk.
   *
   * @param root the folder
   * @param index the name of the file that is served for a folder, for example {@code index.html}
   * @return the files
   */
  public static StaticFiles folder(Path root, String index) {
    return new StaticFiles(root, "", index);
  }

  /**
   * Returns the files of a folder on the class path.
   *
   * @param resources the folder, for example {@code web}
   * @param index the name of the file that is served for a folder, for example {@code index.html}
   * @return the files
   */
  public static StaticFiles resources(String resources, String index) {
    return new StaticFiles(null, resources, index);
  }
}
