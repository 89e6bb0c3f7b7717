/*
 * Sends every datagram back, on bare epoll: one thread, level-triggered, one
 * buffer, every datagram that is there before the next wait. It is the floor
 * that the other servers are compared with: the same system calls, and next to
 * nothing around them. With a path it is a Unix datagram server, without UDP.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>

enum { BUFFER_SIZE = 65536, MAX_EVENTS = 16, BURST = 32 };

static char buffer[BUFFER_SIZE];

static void die(const char* what) {
  perror(what);
  exit(1);
}

static int bind_unix(const char* path) {
  int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) die("socket");
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (snprintf(address.sun_path, sizeof address.sun_path, "%s", path) >= (int)sizeof address.sun_path) die("path");
  if (bind(fd, (struct sockaddr*)&address, sizeof address) < 0) die("bind");
  printf("listening 0\n");
  return fd;
}

static int bind_loopback(void) {
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) die("socket");
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  if (bind(fd, (struct sockaddr*)&address, sizeof address) < 0) die("bind");
  if (getsockname(fd, (struct sockaddr*)&address, &length) < 0) die("getsockname");
  printf("listening %d\n", ntohs(address.sin_port));
  return fd;
}

static void on_readable(int fd) {
  for (int count = 0; count < BURST; count++) {
    struct sockaddr_storage sender;
    socklen_t length = sizeof sender;
    ssize_t n = recvfrom(fd, buffer, sizeof buffer, 0, (struct sockaddr*)&sender, &length);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n < 0) die("recvfrom");
    if (sendto(fd, buffer, (size_t)n, MSG_NOSIGNAL, (struct sockaddr*)&sender, length) != n) die("sendto");
  }
}

int main(int argc, char** argv) {
  int epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  if (epoll_fd < 0) die("epoll_create1");
  int fd = argc > 1 ? bind_unix(argv[1]) : bind_loopback();
  fflush(stdout);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
  if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0) die("epoll_ctl");

  struct epoll_event events[MAX_EVENTS];
  for (;;) {
    int count = epoll_wait(epoll_fd, events, MAX_EVENTS, -1);
    if (count < 0 && errno != EINTR) die("epoll_wait");
    for (int i = 0; i < count; i++) on_readable(events[i].data.fd);
  }
}
