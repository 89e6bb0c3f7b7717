#include "process/close-others.hh"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>

#ifdef __linux__
#include <sys/syscall.h>
#endif

#include "process/child.hh"

namespace tsyncio {

namespace {

constexpr int kFirst = 3;

TSYNCIO_IN_CHILD bool Keeps(const int* keep, size_t count, int fd) {
  for (size_t i = 0; i < count; i++) {
    if (keep[i] == fd) return true;
  }
  return false;
}

#ifdef __linux__

#ifdef SYS_close_range
constexpr long kCloseRange = SYS_close_range;
#else
constexpr long kCloseRange = 436;  // the same number on every architecture
#endif

TSYNCIO_IN_CHILD int CloseRanges(const int* keep, size_t count) {
  unsigned first = kFirst;
  for (size_t i = 0; i <= count; i++) {
    const unsigned end = i < count ? static_cast<unsigned>(keep[i]) : ~0U;
    const unsigned last = i < count ? end - 1 : end;
    if (first <= last && syscall(kCloseRange, first, last, 0) < 0) return -1;
    first = end + 1;
  }
  return 0;
}

struct Entry {
  uint64_t inode;
  int64_t offset;
  uint16_t length;
  uint8_t type;
  char name[1];
};

TSYNCIO_IN_CHILD int NumberOf(const char* name) {
  if (*name < '0' || *name > '9') return -1;
  int number = 0;
  for (; *name >= '0' && *name <= '9'; name++) number = 10 * number + (*name - '0');
  return number;
}

// Again until nothing was left to close: entries move while they are read.
TSYNCIO_IN_CHILD int CloseListed(const int* keep, size_t count) {
  const int folder = open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return -1;
  alignas(Entry) char entries[4096];
  for (bool closed = true; closed;) {
    closed = false;
    if (lseek(folder, 0, SEEK_SET) < 0) break;
    for (;;) {
      const long length = syscall(SYS_getdents64, folder, entries, sizeof entries);
      if (length <= 0) break;
      for (long at = 0; at < length;) {
        const auto* entry = reinterpret_cast<const Entry*>(entries + at);
        const int fd = NumberOf(entry->name);
        if (fd >= kFirst && fd != folder && !Keeps(keep, count, fd)) closed = close(fd) == 0 || closed;
        at += entry->length;
      }
    }
  }
  if (!Keeps(keep, count, folder)) close(folder);
  return 0;
}

#endif

TSYNCIO_IN_CHILD void CloseEach(const int* keep, size_t count) {
  const long limit = sysconf(_SC_OPEN_MAX);
  const int end = limit > 0 ? static_cast<int>(limit) : 65536;
  for (int fd = kFirst; fd < end; fd++) {
    if (!Keeps(keep, count, fd)) close(fd);
  }
}

}  // namespace

TSYNCIO_IN_CHILD void CloseOthers(const int* keep, size_t count, Closing closing) {
#ifdef __linux__
  if (closing == Closing::kRanges && CloseRanges(keep, count) == 0) return;
  if (closing != Closing::kEach && CloseListed(keep, count) == 0) return;
#endif
  CloseEach(keep, count);
}

}  // namespace tsyncio
