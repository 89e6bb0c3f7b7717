/*
 * Load generator for servers that send every datagram back: every client socket
 * has one message in flight, and sends the next one when the answer has come.
 *
 * Every answer is compared with what was sent. Messages are windows into one
 * block of random bytes, at an offset that differs from message to message, so
 * that a lost, repeated, cut or foreign one is noticed, and yet no message has
 * to be built. A lost datagram stops its client; then nothing comes back any
 * more, or too little, and the run fails: on one machine none may be lost.
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
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "../echo/latency.h"

enum { LARGEST = 65536, MAX_EVENTS = 256, OFFSETS = 4096, STALL_SECONDS = 5 };
#define SECOND_NS 1000000000ull
#define MILLISECOND_NS 1000000ull

struct client {
  int fd;
  int in_flight;
  int unsent; /* the server's queue is full: to be sent when there is room */
  const char* message;
  uint64_t started_ns;
  uint64_t serial;
};

static struct {
  const char* path; /* of a Unix datagram server; the clients' own paths begin with it */
  long port, clients, size, warmup_ms, duration_ms, pid;
} options = {.clients = 1, .size = 64, .warmup_ms = 100, .duration_ms = 300};

static char answer[LARGEST];
static char* pattern;
static struct latency latency;
static clockid_t server_clock;
static long in_flight;
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

static long to_number(const char* text) {
  char* end;
  long value = strtol(text, &end, 10);
  if (end == text || *end != '\0' || value < 0) fail("not a number: %s", text);
  return value;
}

static void read_options(int argc, char** argv) {
  static const struct option known[] = {{"path", required_argument, NULL, 'u'},   {"port", required_argument, NULL, 'p'},
                                        {"clients", required_argument, NULL, 'c'}, {"size", required_argument, NULL, 's'},
                                        {"warmup", required_argument, NULL, 'w'},  {"duration", required_argument, NULL, 'd'},
                                        {"pid", required_argument, NULL, 'i'},     {NULL, 0, NULL, 0}};
  int which;
  while ((which = getopt_long(argc, argv, "", known, NULL)) != -1) {
    switch (which) {
      case 'u':
        options.path = optarg;
        break;
      case 'p':
        options.port = to_number(optarg);
        break;
      case 'c':
        options.clients = to_number(optarg);
        break;
      case 's':
        options.size = to_number(optarg);
        break;
      case 'w':
        options.warmup_ms = to_number(optarg);
        break;
      case 'd':
        options.duration_ms = to_number(optarg);
        break;
      case 'i':
        options.pid = to_number(optarg);
        break;
      default:
        exit(2);
    }
  }
  if (options.path == NULL && (options.port < 1 || options.port > 65535)) fail("--path or --port is needed");
  if (options.clients < 1 || options.size < 1 || options.size >= LARGEST || options.duration_ms < 1) {
    fail("--clients, --size and --duration must be positive");
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

static struct sockaddr_un unix_address(long number) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  int length = number < 0 ? snprintf(address.sun_path, sizeof address.sun_path, "%s", options.path)
                          : snprintf(address.sun_path, sizeof address.sun_path, "%s.%ld", options.path, number);
  if (length >= (int)sizeof address.sun_path) fail("the path is too long: %s", options.path);
  return address;
}

static int open_unix(long number) {
  int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) fail_errno("socket");
  struct sockaddr_un own = unix_address(number), server = unix_address(-1);
  unlink(own.sun_path);
  if (bind(fd, (struct sockaddr*)&own, sizeof own) < 0) fail_errno("bind");
  if (connect(fd, (struct sockaddr*)&server, sizeof server) < 0) fail_errno("connect");
  return fd;
}

static int open_udp(void) {
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) fail_errno("socket");
  struct sockaddr_in server = {
      .sin_family = AF_INET, .sin_port = htons((uint16_t)options.port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (connect(fd, (struct sockaddr*)&server, sizeof server) < 0) fail_errno("connect");
  return fd;
}

static void send_message(struct client* client) {
  ssize_t n = send(client->fd, client->message, (size_t)options.size, MSG_NOSIGNAL);
  client->unsent = n < 0 && errno == EAGAIN;
  if (n < 0 && !client->unsent) fail_errno("send");
}

static void start_message(struct client* client) {
  client->message = pattern + client->serial++ * 61 % OFFSETS;
  client->started_ns = now_ns();
  client->in_flight = 1;
  in_flight++;
  send_message(client);
}

static void on_event(struct client* client) {
  if (client->unsent) send_message(client);
  if (!client->in_flight) return;
  ssize_t n = recv(client->fd, answer, sizeof answer, 0);
  if (n < 0 && errno == EAGAIN) return;
  if (n < 0) fail_errno("recv");
  if (n != options.size) fail("%zd bytes came back, not %ld", n, options.size);
  if (memcmp(answer, client->message, (size_t)n) != 0) fail("what came back is not what was sent");
  client->in_flight = 0;
  in_flight--;
  if (measuring) latency_record(&latency, now_ns() - client->started_ns);
  if (!draining) start_message(client);
}

static void run_until(int epoll_fd, uint64_t end_ns) {
  struct epoll_event events[MAX_EVENTS];
  for (;;) {
    int count = epoll_wait(epoll_fd, events, MAX_EVENTS, STALL_SECONDS * 1000);
    if (count < 0 && errno != EINTR) fail_errno("epoll_wait");
    if (count == 0) fail("nothing came back for %d seconds", STALL_SECONDS);
    for (int i = 0; i < count; i++) on_event(events[i].data.ptr);
    if (draining ? in_flight == 0 : now_ns() >= end_ns) return;
  }
}

static void close_clients(struct client* clients) {
  for (long i = 0; i < options.clients; i++) {
    if (recv(clients[i].fd, answer, sizeof answer, 0) >= 0) fail("a message came that nobody asked for");
    close(clients[i].fd);
    if (options.path != NULL) unlink(unix_address(i).sun_path);
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
  struct client* clients = calloc((size_t)options.clients, sizeof *clients);
  if (clients == NULL) fail_errno("calloc");
  for (long i = 0; i < options.clients; i++) {
    clients[i] = (struct client){.fd = options.path != NULL ? open_unix(i) : open_udp(), .serial = (uint64_t)i * 17};
    /* Edge-triggered: registered once, and never a system call for it again. */
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = &clients[i]};
    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, clients[i].fd, &event) < 0) fail_errno("epoll_ctl");
  }
  for (long i = 0; i < options.clients; i++) start_message(&clients[i]);

  run_until(epoll_fd, now_ns() + (uint64_t)options.warmup_ms * MILLISECOND_NS);
  measuring = 1;
  uint64_t cpu_begin = options.pid > 0 ? read_clock(server_clock) : 0;
  uint64_t begin = now_ns();
  run_until(epoll_fd, begin + (uint64_t)options.duration_ms * MILLISECOND_NS);
  uint64_t cpu = options.pid > 0 ? read_clock(server_clock) - cpu_begin : 0;
  double seconds = (double)(now_ns() - begin) / (double)SECOND_NS;
  measuring = 0;

  draining = 1;
  if (in_flight > 0) run_until(epoll_fd, 0);
  close_clients(clients);
  if (latency.count == 0) fail("not one message in the measured window");

  printf("{\"messages\":%llu,\"seconds\":%.6f,\"cpuSeconds\":%.9f,\"p50us\":%.2f,\"p99us\":%.2f}\n",
         (unsigned long long)latency.count, seconds, (double)cpu / (double)SECOND_NS, latency_percentile(&latency, 50) / 1000,
         latency_percentile(&latency, 99) / 1000);
  free(clients);
  free(pattern);
  return 0;
}
