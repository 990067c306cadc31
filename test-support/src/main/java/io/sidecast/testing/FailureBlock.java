package io.sidecast.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestIdentifier;

/**
 * The text about one failed case: its name, the message, the causes, and the line of the test. Long
 * messages are cut.
 */
final class FailureBlock {

  private static final int MAX_LINES = 12;
  private static final int MAX_COLUMNS = 300;
  private static final int MAX_CAUSES = 4;
  private static final String OURS = "io.sidecast.";

  private FailureBlock() {}

  /**
   * Returns the block of a case that failed.
   *
   * @param identifier the case, or the class if its set-up failed
   * @param failure the exception that the case threw, null if JUnit has none
   * @return lines of text, each with its line break, and an empty line
   */
  static String of(TestIdentifier identifier, @Nullable Throwable failure) {
    List<String> lines = new ArrayList<>();
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
      lines.addAll(message(depth == 0 ? "" : "Caused by: ", cause));
      cause = cause.getCause();
    }
    if (failure != null) {
      place(identifier, failure).ifPresent(frame -> lines.add("at " + line(frame)));
    }
    return block(identifier, lines.stream());
  }

  /**
   * Returns the block of a case that has started. It is the last text about the case if the JVM
   * ends.
   */
  static String ofEndedJvm(TestIdentifier identifier) {
    return block(identifier, Stream.of("The test JVM ended before this did."));
  }

  private static String block(TestIdentifier identifier, Stream<String> lines) {
    var block = new StringBuilder(name(identifier) + " (" + TestJvm.NAME + ")\n");
    lines.forEach(line -> block.append("    ").append(cut(line)).append('\n'));
    return block.append('\n').toString();
  }

  private static String name(TestIdentifier identifier) {
    String label = identifier.getDisplayName();
    TestSource source = identifier.getSource().orElse(null);
    if (source instanceof MethodSource method) {
      String name = method.getClassName() + "." + method.getMethodName();
      return label.startsWith(method.getMethodName()) ? name : name + " " + cut(label);
    }
    return source instanceof ClassSource type
        ? type.getClassName()
        : enclosingClass(identifier).map(type -> type + "." + label).orElse(label);
  }

  /** The class of a case that has no source, such as a rule of ArchUnit. */
  private static Optional<String> enclosingClass(TestIdentifier identifier) {
    return identifier.getUniqueIdObject().getSegments().stream()
        .filter(segment -> segment.getType().equals("class"))
        .map(UniqueId.Segment::getValue)
        .reduce((outer, inner) -> inner);
  }

  private static List<String> message(String prefix, Throwable failure) {
    List<String> lines =
        (prefix + failure).lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    return lines.size() <= MAX_LINES
        ? lines
        : Stream.concat(lines.stream().limit(MAX_LINES), Stream.of("...")).toList();
  }

  /**
   * The line of the test class, or the first line of this project if the class is not on the stack.
   */
  private static Optional<StackTraceElement> place(TestIdentifier identifier, Throwable failure) {
    String type = name(identifier);
    List<StackTraceElement> ours =
        Arrays.stream(failure.getStackTrace())
            .filter(frame -> frame.getClassName().startsWith(OURS))
            .toList();
    return ours.stream()
        .filter(frame -> type.startsWith(frame.getClassName()))
        .findFirst()
        .or(() -> ours.stream().findFirst());
  }

  private static String line(StackTraceElement frame) {
    return "%s.%s(%s:%d)"
        .formatted(
            frame.getClassName(),
            frame.getMethodName(),
            frame.getFileName(),
            frame.getLineNumber());
  }

  private static String cut(String line) {
    return line.length() <= MAX_COLUMNS ? line : line.substring(0, MAX_COLUMNS) + " ...";
  }
}
