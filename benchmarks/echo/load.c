/*
 * Load generator for TCP echo servers: every connection has one message in
 * flight, and sends the next one when the whole echo has come back.
 *
 * Every byte that comes back is compared with the byte that was sent. Messages
 * are windows into one block of random bytes, at an offset that differs from
 * message to message, so that a lost, repeated or foreign piece is noticed, and
 * yet no message has to be built.
 *
 * The processor time of the server is read here, because only here is it known
 * to the microsecond when the measured window begins and ends. It is the
 * process's own clock: nanoseconds, all threads, exited ones too.
 *
 * On success prints one line of JSON; on any failure says why and exits with 1.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "latency.h"

enum { SCRATCH_SIZE = 256 * 1024, MAX_EVENTS = 256, OFFSETS = 4096, STALL_SECONDS = 5 };
#define SECOND_NS 1000000000ull
#define MILLISECOND_NS 1000000ull

struct connection {
  int fd;
  int busy; /* a message is in flight */
  const char* message;
  size_t sent;
  size_t received;
  uint64_t started_ns;
  uint64_t serial;
};

static struct {
  long port, connections, size, warmup_ms, warmup_count, duration_ms, pid;
} options = {.connections = 1, .size = 1024, .warmup_ms = 300, .duration_ms = 1000};

static char scratch[SCRATCH_SIZE];
static char* pattern;
static struct latency latency;
static clockid_t server_clock;
static long in_flight;
static long completed;
static int measuring;
static int draining;

__attribute__((noreturn, format(printf, 1, 2))) static void fail(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fputs("load: ", stderr);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  va_end(arguments);
  exit(1);
}

static void fail_errno(const char* what) {
  fail("%s: %s", what, strerror(errno));
}

static uint64_t read_clock(clockid_t clock) {
  struct timespec now;
  if (clock_gettime(clock, &now) < 0) fail_errno("clock_gettime");
  return (uint64_t)now.tv_sec * SECOND_NS + (uint64_t)now.tv_nsec;
}

static uint64_t now_ns(void) {
  return read_clock(CLOCK_MONOTONIC);
}

static void read_options(int argc, char** argv) {
  static const struct option known[] = {{"port", required_argument, NULL, 'p'},
                                        {"connections", required_argument, NULL, 'c'},
                                        {"size", required_argument, NULL, 's'},
                                        {"warmup", required_argument, NULL, 'w'},
                                        {"warmup-count", required_argument, NULL, 'n'},
                                        {"duration", required_argument, NULL, 'd'},
                                        {"pid", required_argument, NULL, 'i'},
                                        {NULL, 0, NULL, 0}};
  int which;
  while ((which = getopt_long(argc, argv, "", known, NULL)) != -1) {
    if (which == '?') exit(2);
    char* end;
    long value = strtol(optarg, &end, 10);
    if (end == optarg || *end != '\0' || value < 0) fail("not a number: %s", optarg);
    switch (which) {
      case 'p':
        options.port = value;
        break;
      case 'c':
        options.connections = value;
        break;
      case 's':
        options.size = value;
        break;
      case 'w':
        options.warmup_ms = value;
        break;
      case 'n':
        options.warmup_count = value;
        break;
      case 'd':
        options.duration_ms = value;
        break;
      case 'i':
        options.pid = value;
        break;
    }
  }
  if (options.port < 1 || options.port > 65535) fail("--port is needed");
  if (options.connections < 1 || options.size < 1 || options.duration_ms < 1) {
    fail("--connections, --size and --duration must be positive");
  }
}

static void make_pattern(void) {
  size_t length = (size_t)options.size + OFFSETS;
  pattern = malloc(length);
  if (pattern == NULL) fail_errno("malloc");
  uint64_t state = 0x9e3779b97f4a7c15ull; /* xorshift64: any fixed noise will do */
  for (size_t i = 0; i < length; i++) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    pattern[i] = (char)(state >> 24);
  }
}

/*
 * Connects, and has one byte echoed before anything else: the answer proves
 * that the server has accepted, so that no number of connections overflows the
 * server's backlog, whatever its length.
 */
static int connect_one(void) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) fail_errno("socket");
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons((uint16_t)options.port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct timeval limit = {.tv_sec = STALL_SECONDS};
  int on = 1;
  if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) < 0) fail_errno("SO_RCVTIMEO");
  if (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) < 0) fail_errno("SO_SNDTIMEO");
  if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) < 0) fail_errno("TCP_NODELAY");
  if (connect(fd, (struct sockaddr*)&address, sizeof address) < 0) fail_errno("connect");
  char probe = '?', echo = 0;
  if (send(fd, &probe, 1, MSG_NOSIGNAL) != 1) fail_errno("first send");
  ssize_t length = recv(fd, &echo, 1, 0);
  if (length < 0) fail_errno("first recv");
  if (length == 0 || echo != probe) fail("the first byte was not echoed");
  return fd;
}

static void send_some(struct connection* connection) {
  size_t size = (size_t)options.size;
  while (connection->sent < size) {
    ssize_t n = send(connection->fd, connection->message + connection->sent, size - connection->sent,
                     MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n < 0 && errno == EAGAIN) return;
    if (n < 0) fail_errno("send");
    connection->sent += (size_t)n;
  }
}

/*
 * Only sends: the echo cannot be there yet, and its arrival is an event of its
 * own. So one event completes at most one message, and no connection can keep
 * the others, or the clock, waiting.
 */
static void start_message(struct connection* connection) {
  connection->message = pattern + connection->serial++ * 61 % OFFSETS;
  connection->sent = 0;
  connection->received = 0;
  connection->started_ns = now_ns();
  connection->busy = 1;
  in_flight++;
  send_some(connection);
}

/* Sends and receives what the kernel allows without blocking. */
static void progress(struct connection* connection) {
  size_t size = (size_t)options.size;
  while (connection->received < size) {
    send_some(connection);
    size_t wanted = size - connection->received;
    if (wanted > SCRATCH_SIZE) wanted = SCRATCH_SIZE;
    ssize_t n = recv(connection->fd, scratch, wanted, MSG_DONTWAIT);
    if (n < 0 && errno == EAGAIN) return;
    if (n < 0) fail_errno("recv");
    if (n == 0) fail("the server closed a connection in the middle of a message");
    if (connection->received + (size_t)n > connection->sent) fail("more came back than was sent");
    if (memcmp(scratch, connection->message + connection->received, (size_t)n) != 0) {
      fail("what came back is not what was sent");
    }
    connection->received += (size_t)n;
  }
}

static void on_event(struct connection* connection) {
  if (!connection->busy) return;
  progress(connection);
  if (connection->received < (size_t)options.size) return;
  connection->busy = 0;
  in_flight--;
  completed++;
  if (measuring) latency_record(&latency, now_ns() - connection->started_ns);
  if (!draining) start_message(connection);
}

/* Until then, and until so many messages were completed. */
static void run_until(int epoll_fd, uint64_t end_ns, long count_wanted) {
  struct epoll_event events[MAX_EVENTS];
  for (;;) {
    int count = epoll_wait(epoll_fd, events, MAX_EVENTS, STALL_SECONDS * 1000);
    if (count < 0 && errno != EINTR) fail_errno("epoll_wait");
    if (count == 0) fail("nothing came back for %d seconds", STALL_SECONDS);
    for (int i = 0; i < count; i++) on_event(events[i].data.ptr);
    if (draining ? in_flight == 0 : now_ns() >= end_ns && completed >= count_wanted) return;
  }
}

/* A server has to close when its client does, and to send nothing unasked. */
static void finish(struct connection* connections) {
  for (long i = 0; i < options.connections; i++) {
    if (shutdown(connections[i].fd, SHUT_WR) < 0) fail_errno("shutdown");
  }
  for (long i = 0; i < options.connections; i++) {
    ssize_t n = recv(connections[i].fd, scratch, sizeof scratch, 0);
    if (n < 0) fail_errno("waiting for the server to close");
    if (n > 0) fail("%zd bytes came that nobody asked for", n);
    close(connections[i].fd);
  }
}

int main(int argc, char** argv) {
  read_options(argc, argv);
  make_pattern();
  if (options.pid > 0) {
    int error = clock_getcpuclockid((pid_t)options.pid, &server_clock);
    if (error != 0) fail("no processor clock of process %ld: %s", options.pid, strerror(error));
  }
  int epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  if (epoll_fd < 0) fail_errno("epoll_create1");
  struct connection* connections = calloc((size_t)options.connections, sizeof *connections);
  if (connections == NULL) fail_errno("calloc");

  for (long i = 0; i < options.connections; i++) {
    connections[i] = (struct connection){.fd = connect_one(), .serial = (uint64_t)i * 17};
    /* Edge-triggered: registered once, and never a system call for it again. */
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = &connections[i]};
    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, connections[i].fd, &event) < 0) fail_errno("epoll_ctl");
  }
  for (long i = 0; i < options.connections; i++) start_message(&connections[i]);

  run_until(epoll_fd, now_ns() + (uint64_t)options.warmup_ms * MILLISECOND_NS, options.warmup_count);
  measuring = 1;
  uint64_t cpu_begin = options.pid > 0 ? read_clock(server_clock) : 0;
  uint64_t begin = now_ns();
  run_until(epoll_fd, begin + (uint64_t)options.duration_ms * MILLISECOND_NS, 0);
  uint64_t cpu = options.pid > 0 ? read_clock(server_clock) - cpu_begin : 0;
  double seconds = (double)(now_ns() - begin) / (double)SECOND_NS;
  measuring = 0;

  draining = 1;
  if (in_flight > 0) run_until(epoll_fd, 0, 0);
  finish(connections);
  if (latency.count == 0) fail("not one message in the measured window");

  unsigned long long messages = latency.count;
  printf(
      "{\"messages\":%llu,\"bytes\":%llu,\"seconds\":%.6f,\"cpuSeconds\":%.9f,"
      "\"p50us\":%.2f,\"p99us\":%.2f}\n",
      messages, messages * (unsigned long long)options.size, seconds, (double)cpu / (double)SECOND_NS,
      latency_percentile(&latency, 50) / 1000, latency_percentile(&latency, 99) / 1000);
  free(connections);
  free(pattern);
  return 0;
}
