/*
 * Load generator for the set-up and tear-down of TCP connections: a number of
 * them are in progress at any time, and each one that is over is followed by
 * the next:
 *
 *   connect -> send one byte -> receive its echo -> shut down -> the server closes -> close
 *
 * The client ends each connection, so that TIME_WAIT stays on its side, where
 * every connection comes from another address of 127.0.0.x than the one before:
 * no address runs out of ports. That the server closes as well is waited for;
 * a connection counts when it is gone on both sides.
 *
 * On success prints one line of JSON; on any failure says why and exits with 1.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "../echo/latency.h"

enum { MAX_EVENTS = 256, STALL_SECONDS = 5, FIRST_HOST = 2, HOSTS = 250 };
#define SECOND_NS 1000000000ull
#define MILLISECOND_NS 1000000ull

enum stage { CONNECTING, ECHOING, CLOSING };

struct connection {
  int fd;
  enum stage stage;
  char sent;
  uint64_t started_ns;
};

static struct {
  long port, connections, warmup_ms, warmup_count, duration_ms, pid;
} options = {.connections = 1, .warmup_ms = 300, .duration_ms = 1000};

static struct latency latency;
static clockid_t server_clock;
static int epoll_fd;
static long in_progress;
static long completed;
static int measuring;
static int draining;
static unsigned serial;

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
  if (options.connections < 1 || options.duration_ms < 1) fail("--connections and --duration must be positive");
  if (options.pid < 1) fail("--pid is needed");
}

/* The port is chosen only when connecting, when it need not differ from those of other addresses. */
static void bind_to_next_address(int fd) {
  int on = 1;
  if (setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on) < 0) fail_errno("IP_BIND_ADDRESS_NO_PORT");
  uint32_t host = FIRST_HOST + serial % HOSTS;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK - 1 + host)};
  if (bind(fd, (struct sockaddr*)&address, sizeof address) < 0) fail_errno("bind");
}

static void begin(struct connection* connection) {
  connection->started_ns = now_ns();
  connection->stage = CONNECTING;
  connection->sent = (char)serial;
  connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (connection->fd < 0) fail_errno("socket");
  bind_to_next_address(connection->fd);
  serial++;
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons((uint16_t)options.port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (connect(connection->fd, (struct sockaddr*)&address, sizeof address) < 0 && errno != EINPROGRESS) {
    fail_errno("connect");
  }
  struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = connection};
  if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, connection->fd, &event) < 0) fail_errno("epoll_ctl");
  in_progress++;
}

static void finish(struct connection* connection) {
  if (close(connection->fd) < 0) fail_errno("close");
  in_progress--;
  completed++;
  if (measuring) latency_record(&latency, now_ns() - connection->started_ns);
  if (!draining) begin(connection);
}

/* Takes a connection as far as it goes without blocking. */
static void on_event(struct connection* connection) {
  if (connection->stage == CONNECTING) {
    if (send(connection->fd, &connection->sent, 1, MSG_NOSIGNAL) < 0) {
      if (errno == EAGAIN || errno == ENOTCONN) return;
      fail_errno("send");
    }
    connection->stage = ECHOING;
    return; /* The echo is an event of its own. */
  }
  char received[2];
  ssize_t n = recv(connection->fd, received, sizeof received, 0);
  if (n < 0 && errno == EAGAIN) return;
  if (n < 0) fail_errno("recv");
  if (connection->stage == CLOSING) {
    if (n != 0) fail("bytes came that nobody asked for");
    finish(connection);
    return;
  }
  if (n != 1 || received[0] != connection->sent) fail("the byte was not echoed");
  if (shutdown(connection->fd, SHUT_WR) < 0) fail_errno("shutdown");
  connection->stage = CLOSING;
}

/* Until then, and until so many connections were completed. */
static void run_until(uint64_t end_ns, long count_wanted) {
  struct epoll_event events[MAX_EVENTS];
  for (;;) {
    int count = epoll_wait(epoll_fd, events, MAX_EVENTS, STALL_SECONDS * 1000);
    if (count < 0 && errno != EINTR) fail_errno("epoll_wait");
    if (count == 0) fail("nothing happened for %d seconds", STALL_SECONDS);
    for (int i = 0; i < count; i++) on_event(events[i].data.ptr);
    if (draining ? in_progress == 0 : now_ns() >= end_ns && completed >= count_wanted) return;
  }
}

int main(int argc, char** argv) {
  read_options(argc, argv);
  int error = clock_getcpuclockid((pid_t)options.pid, &server_clock);
  if (error != 0) fail("no processor clock of process %ld: %s", options.pid, strerror(error));
  epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  if (epoll_fd < 0) fail_errno("epoll_create1");
  struct connection* connections = calloc((size_t)options.connections, sizeof *connections);
  if (connections == NULL) fail_errno("calloc");
  serial = (unsigned)getpid(); /* Not the addresses that the last run began with. */

  for (long i = 0; i < options.connections; i++) begin(&connections[i]);
  run_until(now_ns() + (uint64_t)options.warmup_ms * MILLISECOND_NS, options.warmup_count);
  measuring = 1;
  uint64_t cpu_begin = read_clock(server_clock);
  uint64_t begin_ns = now_ns();
  run_until(begin_ns + (uint64_t)options.duration_ms * MILLISECOND_NS, 0);
  uint64_t cpu = read_clock(server_clock) - cpu_begin;
  double seconds = (double)(now_ns() - begin_ns) / (double)SECOND_NS;
  measuring = 0;

  draining = 1;
  if (in_progress > 0) run_until(0, 0);
  if (latency.count == 0) fail("not one connection in the measured window");
  printf("{\"connections\":%llu,\"seconds\":%.6f,\"cpuSeconds\":%.9f,\"p50us\":%.2f,\"p99us\":%.2f}\n",
         (unsigned long long)latency.count, seconds, (double)cpu / (double)SECOND_NS,
         latency_percentile(&latency, 50) / 1000, latency_percentile(&latency, 99) / 1000);
  free(connections);
  return 0;
}
