package dev.freshet;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * One Java file as the JDK's own parser sees it.
 *
 * @param path from the project's folder, with slashes
 * @param types simple names, nested ones too
 */
record SourceFile(
    String path, String text, List<String> types, long topLevelTypes, List<Method> methods) {

  /**
   * A method, constructor or compact constructor that has a body.
   *
   * @param lines of the body, those of its braces included
   */
  record Method(String name, long lines) {}

  long lines() {
    return text.lines().count();
  }

  boolean isTest() {
    return path.contains("/src/test/");
  }

  boolean isPackageInfo() {
    return path.endsWith("/package-info.java");
  }

  String folder() {
    return path.substring(0, path.lastIndexOf('/'));
  }

  /** The nearest folder upwards that has the launcher: tests may run in it or in a module. */
  static Path project() {
    return Stream.iterate(Path.of("").toAbsolutePath(), path -> path != null, Path::getParent)
        .filter(folder -> Files.exists(folder.resolve("freshet")))
        .filter(folder -> Files.exists(folder.resolve("server/pom.xml")))
        .findFirst()
        .orElseThrow();
  }

  /** Reads every Java file under some folders of a project; a folder that is not there has none. */
  static List<SourceFile> readAll(Path project, List<String> folders) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String folder : folders) {
      if (Files.isDirectory(project.resolve(folder))) {
        try (Stream<Path> found = Files.walk(project.resolve(folder))) {
          found.filter(file -> file.toString().endsWith(".java")).sorted().forEach(files::add);
        }
      }
    }
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      var units = manager.getJavaFileObjectsFromPaths(files);
      var options = List.of("-proc:none");
      var task = (JavacTask) compiler.getTask(null, manager, null, options, null, units);
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      List<SourceFile> sources = new ArrayList<>();
      for (CompilationUnitTree unit : task.parse()) {
        sources.add(read(project, unit, positions));
      }
      return sources;
    }
  }

  private static SourceFile read(Path project, CompilationUnitTree unit, SourcePositions positions)
      throws IOException {
    Path file = Path.of(unit.getSourceFile().toUri());
    String path = project.relativize(file).toString().replace('\\', '/');
    List<String> types = new ArrayList<>();
    List<Method> methods = new ArrayList<>();
    var scanner =
        new TreeScanner<Void, SourcePositions>() {
          @Override
          public Void visitClass(ClassTree type, SourcePositions at) {
            types.add(type.getSimpleName().toString());
            return super.visitClass(type, at);
          }

          @Override
          public Void visitMethod(MethodTree method, SourcePositions at) {
            if (method.getBody() != null) {
              long start = at.getStartPosition(unit, method.getBody());
              long end = at.getEndPosition(unit, method.getBody());
              var map = unit.getLineMap();
              long lines = map.getLineNumber(end) - map.getLineNumber(start) + 1;
              methods.add(new Method(method.getName().toString(), lines));
            }
            return super.visitMethod(method, at);
          }
        };
    scanner.scan(unit, positions);
    return new SourceFile(path, Files.readString(file), types, unit.getTypeDecls().size(), methods);
  }
}
