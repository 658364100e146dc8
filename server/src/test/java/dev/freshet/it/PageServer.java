package dev.freshet.it;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;

/** Serves one page from another origin of this machine. */
final class PageServer implements AutoCloseable {
  private final HttpServer server;

  /** Of a resource beside this class, for every path. */
  PageServer(String resource) throws IOException {
    byte[] page;
    try (InputStream in = PageServer.class.getResourceAsStream(resource)) {
      page = Objects.requireNonNull(in, resource).readAllBytes();
    }
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
