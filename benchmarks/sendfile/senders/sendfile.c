/*
 * Sends a file with sendfile(2) and poll(2), 1 MiB at most in one call: the floor. argv and output as senders/measured.mjs.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST_AT_ONCE = 1 << 20 };

static void fail(const char* what) {
  perror(what);
  exit(1);
}

static double seconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void wait_for(int fd, short events) {
  struct pollfd watched = {.fd = fd, .events = events};
  if (poll(&watched, 1, -1) < 0) fail("poll");
}

static int connect_to(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int one = 1;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0 || connect(fd, (struct sockaddr*)&address, sizeof address) < 0) fail("connect");
  if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) < 0 || fcntl(fd, F_SETFL, O_NONBLOCK) < 0) fail("setsockopt");
  return fd;
}

static void send_file(int port, const char* path, off_t count) {
  uint64_t received = 0;
  off_t offset = 0;
  int fd = connect_to(port);
  int file = open(path, O_RDONLY);
  if (file < 0) fail("open");
  while (offset < count) {
    off_t left = count - offset;
    ssize_t sent = sendfile(fd, file, &offset, left < MOST_AT_ONCE ? (size_t)left : MOST_AT_ONCE);
    if (sent < 0 && errno != EAGAIN) fail("sendfile");
    if (sent < 0) wait_for(fd, POLLOUT);
  }
  shutdown(fd, SHUT_WR);
  wait_for(fd, POLLIN);
  if (recv(fd, &received, sizeof received, 0) != sizeof received || received != (uint64_t)count) fail("the receiver's answer");
  close(file);
  close(fd);
}

int main(int argc, char** argv) {
  if (argc < 5) return 2;
  const int port = atoi(argv[1]);
  send_file(port, argv[2], atoll(argv[4]));
  const double before = seconds(CLOCK_MONOTONIC);
  const double cpu_before = seconds(CLOCK_PROCESS_CPUTIME_ID);
  send_file(port, argv[2], atoll(argv[3]));
  printf("{\"seconds\":%.9f,\"cpuSeconds\":%.9f}\n", seconds(CLOCK_MONOTONIC) - before, seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu_before);
  return 0;
}
