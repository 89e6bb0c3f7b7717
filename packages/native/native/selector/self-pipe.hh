#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "util/fd-guard.hh"
#include "util/retry-eintr.hh"

namespace tsyncio {

// A pipe to oneself: makes a descriptor readable, from any thread and on any system.
class SelfPipe {
 public:
  int Open() {
    int ends[2];
#ifdef __APPLE__
    if (pipe(ends) < 0) return -errno;
    for (int end : ends) {
      fcntl(end, F_SETFD, FD_CLOEXEC);
      fcntl(end, F_SETFL, O_NONBLOCK);
    }
#else
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0) return -errno;
#endif
    reader_.Reset(ends[0]);
    writer_.Reset(ends[1]);
    return 0;
  }

  int fd() const { return reader_.get(); }
  bool valid() const { return reader_.valid(); }

  int Signal() {
    auto answer = RetryEintr([this] { return write(writer_.get(), "", 1); });
    // A full pipe is readable already.
    return answer < 0 && answer != -EAGAIN ? static_cast<int>(answer) : 0;
  }

  void Drain() {
    char bytes[256];
    while (RetryEintr([&] { return read(reader_.get(), bytes, sizeof bytes); }) == static_cast<ssize_t>(sizeof bytes)) {
    }
  }

 private:
  FdGuard reader_;
  FdGuard writer_;
};

}  // namespace tsyncio
