/*
 * The send floor: what the kernel alone asks for a delivery. One thread, epoll, a canned answer to the handshake, and for
 * each publication one ready frame and one send() a subscriber. No checks, no partial writes, no limits: a mark, not a server.
 *
 *   cc -O2 -o floor floor.c && ./floor PORT
 *
 * Text frames: "sub NAME-N" subscribes to channel N, "pub NAME-N BODY" publishes. A frame must come whole in one read.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SOCKETS = 65536, CHANNELS = 4096, EVENTS = 512, READ = 65536 };

static const char ANSWER[] =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

struct channel {
  int *sockets;
  int count, room;
};

static struct channel channels[CHANNELS];
static uint8_t open_[SOCKETS];   /* whether the handshake is over */
static int channel_of[SOCKETS];  /* 1 + channel, 0 for none */
static uint64_t short_sends;

/* The number at the end of a name such as bench-17. */
static int number_in(const uint8_t *at, const uint8_t *end) {
  while (at < end && *at != '-' && *at != ' ') at++;
  int n = 0;
  for (at++; at < end && *at >= '0' && *at <= '9'; at++) n = n * 10 + *at - '0';
  return n & (CHANNELS - 1);
}

static void subscribe(int number, int fd) {
  struct channel *c = &channels[number];
  if (c->count == c->room) {
    c->room = c->room ? c->room * 2 : 16;
    c->sockets = realloc(c->sockets, c->room * sizeof(int));
  }
  c->sockets[c->count++] = fd;
  channel_of[fd] = number + 1;
}

static void forget(int fd) {
  if (channel_of[fd]) {
    struct channel *c = &channels[channel_of[fd] - 1];
    for (int i = 0; i < c->count; i++) {
      if (c->sockets[i] == fd) {
        c->sockets[i] = c->sockets[--c->count];
        break;
      }
    }
    channel_of[fd] = 0;
  }
  open_[fd] = 0;
  close(fd);
}

static void publish(int number, const uint8_t *body, size_t length) {
  static uint8_t frame[READ + 4];
  size_t size = 0;
  frame[size++] = 0x81;
  if (length < 126) {
    frame[size++] = length;
  } else {
    frame[size++] = 126;
    frame[size++] = length >> 8;
    frame[size++] = length;
  }
  memcpy(frame + size, body, length);
  size += length;
  struct channel *c = &channels[number];
  for (int i = 0; i < c->count; i++) {
    if (send(c->sockets[i], frame, size, MSG_DONTWAIT | MSG_NOSIGNAL) != (ssize_t)size) short_sends++;
  }
}

static void command(int fd, uint8_t *text, size_t length) {
  if (length > 4 && !memcmp(text, "sub ", 4)) {
    subscribe(number_in(text + 4, text + length), fd);
  } else if (length > 4 && !memcmp(text, "pub ", 4)) {
    uint8_t *space = memchr(text + 4, ' ', length - 4);
    if (space) publish(number_in(text + 4, space), space + 1, text + length - space - 1);
  }
}

static void receive(int fd) {
  static uint8_t bytes[READ];
  ssize_t got = recv(fd, bytes, sizeof bytes, 0);
  if (got < 0 && errno == EAGAIN) return;
  if (got <= 0) {
    forget(fd);
    return;
  }
  uint8_t *at = bytes, *end = bytes + got;
  if (!open_[fd]) {
    at = memmem(bytes, got, "\r\n\r\n", 4);
    if (!at) return;
    at += 4;
    open_[fd] = 1;
    send(fd, ANSWER, sizeof ANSWER - 1, MSG_NOSIGNAL);
  }
  while (end - at >= 6) {
    size_t length = at[1] & 127;
    uint8_t *mask = at + 2;
    if (length == 126) {
      length = at[2] << 8 | at[3];
      mask = at + 4;
    }
    uint8_t *text = mask + 4;
    if (text + length > end) return;
    for (size_t i = 0; i < length; i++) text[i] ^= mask[i & 3];
    command(fd, text, length);
    at = text + length;
  }
}

static void accept_all(int epoll, int listener) {
  int one = 1, fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
    if (fd >= SOCKETS) {
      close(fd);
      continue;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.fd = fd};
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
  }
}

int main(int count, char **arguments) {
  if (count != 2) {
    fprintf(stderr, "usage: floor PORT\n");
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(arguments[1]))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listener, (void *)&address, sizeof address) || listen(listener, 4096)) {
    perror("floor");
    return 1;
  }
  int epoll = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[EVENTS];
  epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    int ready = epoll_wait(epoll, events, EVENTS, -1);
    for (int i = 0; i < ready; i++) {
      int fd = events[i].data.fd;
      if (fd == listener) {
        accept_all(epoll, listener);
      } else {
        receive(fd);
      }
    }
  }
}
