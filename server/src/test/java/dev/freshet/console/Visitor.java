package dev.freshet.console;

import dev.freshet.it.Node;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Somebody with a browser at the console of a node: sends what a page of it would. */
final class Visitor {
  private final Node node;
  private @Nullable String cookie;
  private String csrf = "";

  Visitor(Node node) {
    this.node = node;
  }

  /** Enters by the token, and learns the session's CSRF token. */
  Visitor enter() {
    return take(login("token", String.valueOf(node.consoleToken())));
  }

  /** Keeps the cookie of a login. */
  Visitor take(HttpResponse<String> login) {
    String set = login.headers().firstValue("Set-Cookie").orElseThrow();
    cookie = set.substring(0, set.indexOf(';'));
    csrf = get("/console/api/session").body().replaceAll(".*\"csrf\":\"([^\"]+)\".*", "$1");
    return this;
  }

  HttpResponse<String> login(String way, String secret) {
    return node.send(
        request("/console/login")
            .header("Content-Type", "application/json")
            .header("Origin", origin())
            .POST(BodyPublishers.ofString("{\"" + way + "\":\"" + secret + "\"}")));
  }

  HttpResponse<String> get(String path) {
    return node.send(request(path));
  }

  /** As a page of the console posts. */
  HttpResponse<String> post(String path, String json) {
    return node.send(page(path, json));
  }

  HttpRequest.Builder page(String path, String json) {
    return request(path)
        .header("Content-Type", "application/json")
        .header("Origin", origin())
        .header("X-CSRF-Token", csrf)
        .POST(BodyPublishers.ofString(json));
  }

  /** A request with the cookie alone, as another site could cause. */
  HttpRequest.Builder request(String path) {
    var request = HttpRequest.newBuilder(node.http(path));
    return cookie == null ? request : request.header("Cookie", cookie);
  }

  String csrf() {
    return csrf;
  }

  String cookie() {
    return String.valueOf(cookie);
  }

  /** Brings this cookie from now on. */
  void cookie(String other) {
    cookie = other;
  }

  String origin() {
    return "http://127.0.0.1:" + node.port();
  }
}
