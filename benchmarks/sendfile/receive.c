/*
 * Receives whole files, one connection after another, and answers each with one
 * byte once its end has come. In every page it compares the first byte with what
 * the sender's file has there: a lost, repeated or foreign piece is noticed, and
 * yet receiving costs hardly more than reading.
 *
 * Prints `listening PORT`; on any failure says why and exits with 1.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BLOCK = 1 << 20, PAGE = 4096 };

static unsigned char block[BLOCK];

static void fail(const char* what) {
  perror(what);
  exit(1);
}

/* As lib/content.mjs marks the pages. */
static unsigned char mark(uint64_t page) { return (unsigned char)(page * 31 + 7); }

static void check(uint64_t offset, ssize_t length) {
  for (uint64_t at = (PAGE - offset % PAGE) % PAGE; at < (uint64_t)length; at += PAGE) {
    if (block[at] == mark((offset + at) / PAGE)) continue;
    fprintf(stderr, "another byte than expected at %llu\n", (unsigned long long)(offset + at));
    exit(1);
  }
}

static void receive(int fd) {
  uint64_t offset = 0;
  for (;;) {
    ssize_t length = recv(fd, block, sizeof block, 0);
    if (length < 0) fail("recv");
    if (length == 0) break;
    check(offset, length);
    offset += (uint64_t)length;
  }
  /* How many bytes came, in eight bytes. */
  if (send(fd, &offset, sizeof offset, 0) != sizeof offset) fail("send");
  close(fd);
}

int main(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0 || bind(listener, (struct sockaddr*)&address, length) < 0 || listen(listener, 8) < 0) fail("listen");
  if (getsockname(listener, (struct sockaddr*)&address, &length) < 0) fail("getsockname");
  printf("listening %d\n", ntohs(address.sin_port));
  fflush(stdout);
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    if (fd < 0) fail("accept");
    receive(fd);
  }
}
