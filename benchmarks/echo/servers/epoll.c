/*
 * TCP echo on bare epoll: one thread, level-triggered, one shared receive
 * buffer. It is the floor that the other servers are compared with: the same
 * system calls, and next to nothing around them.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUFFER_SIZE = 256 * 1024, MAX_EVENTS = 256, BACKLOG = 511 };

/* What the kernel did not take yet; while there is any, we do not read more. */
struct connection {
  int fd;
  char* unsent;
  size_t unsent_start;
  size_t unsent_end;
};

static int epoll_fd;
static char buffer[BUFFER_SIZE];

static void die(const char* what) {
  perror(what);
  exit(1);
}

static void watch(int operation, struct connection* connection, uint32_t events) {
  struct epoll_event event = {.events = events, .data.ptr = connection};
  if (epoll_ctl(epoll_fd, operation, connection->fd, &event) < 0) die("epoll_ctl");
}

static void close_connection(struct connection* connection) {
  close(connection->fd);
  free(connection->unsent);
  free(connection);
}

/* Sends what the kernel takes. Returns the number of bytes, or -1 on failure. */
static ssize_t send_some(int fd, const char* data, size_t length) {
  size_t sent = 0;
  while (sent < length) {
    ssize_t n = send(fd, data + sent, length - sent, MSG_NOSIGNAL);
    if (n < 0) {
      if (errno == EINTR) continue;
      if (errno == EAGAIN) break;
      return -1;
    }
    sent += (size_t)n;
  }
  return (ssize_t)sent;
}

static void on_readable(struct connection* connection) {
  ssize_t length = recv(connection->fd, buffer, sizeof buffer, 0);
  if (length < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (length <= 0) {
    close_connection(connection);
    return;
  }
  ssize_t sent = send_some(connection->fd, buffer, (size_t)length);
  if (sent < 0) {
    close_connection(connection);
    return;
  }
  if (sent == length) return;

  size_t rest = (size_t)(length - sent);
  connection->unsent = malloc(rest);
  if (connection->unsent == NULL) die("malloc");
  memcpy(connection->unsent, buffer + sent, rest);
  connection->unsent_start = 0;
  connection->unsent_end = rest;
  watch(EPOLL_CTL_MOD, connection, EPOLLOUT);
}

static void on_writable(struct connection* connection) {
  ssize_t sent = send_some(connection->fd, connection->unsent + connection->unsent_start,
                           connection->unsent_end - connection->unsent_start);
  if (sent < 0) {
    close_connection(connection);
    return;
  }
  connection->unsent_start += (size_t)sent;
  if (connection->unsent_start < connection->unsent_end) return;

  free(connection->unsent);
  connection->unsent = NULL;
  watch(EPOLL_CTL_MOD, connection, EPOLLIN);
}

static void on_acceptable(int listener) {
  for (;;) {
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) {
      if (errno == EAGAIN) return;
      if (errno == EINTR || errno == ECONNABORTED) continue;
      die("accept4");
    }
    int on = 1;
    if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) < 0) die("TCP_NODELAY");
    struct connection* connection = calloc(1, sizeof *connection);
    if (connection == NULL) die("calloc");
    connection->fd = fd;
    watch(EPOLL_CTL_ADD, connection, EPOLLIN);
  }
}

static int listen_on_loopback(void) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) die("socket");
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  if (bind(fd, (struct sockaddr*)&address, sizeof address) < 0) die("bind");
  if (listen(fd, BACKLOG) < 0) die("listen");
  if (getsockname(fd, (struct sockaddr*)&address, &length) < 0) die("getsockname");
  printf("listening %d\n", ntohs(address.sin_port));
  fflush(stdout);
  return fd;
}

int main(void) {
  epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  if (epoll_fd < 0) die("epoll_create1");
  struct connection listener = {.fd = listen_on_loopback()};
  watch(EPOLL_CTL_ADD, &listener, EPOLLIN);

  struct epoll_event events[MAX_EVENTS];
  for (;;) {
    int count = epoll_wait(epoll_fd, events, MAX_EVENTS, -1);
    if (count < 0 && errno != EINTR) die("epoll_wait");
    for (int i = 0; i < count; i++) {
      struct connection* connection = events[i].data.ptr;
      if (connection == &listener) {
        on_acceptable(listener.fd);
      } else if (connection->unsent != NULL) {
        on_writable(connection);
      } else {
        on_readable(connection);
      }
    }
  }
}
