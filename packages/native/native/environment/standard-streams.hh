#pragma once

#include <fcntl.h>
#include <unistd.h>

namespace tsyncio {

// The standard streams are shared with whoever started this process: a shell that finds its terminal non-blocking afterwards is broken.
// What was changed is put back.
class StandardStreams {
 public:
  // Before the flags of a descriptor are changed from `flags`.
  void BeforeChange(int fd, int flags) {
    if (IsOne(fd) && was_[fd] < 0) was_[fd] = flags;
  }

  // Before a descriptor is closed.
  void Restore(int fd) {
    if (!IsOne(fd) || was_[fd] < 0) return;
    fcntl(fd, F_SETFL, was_[fd]);
    was_[fd] = -1;
  }

  void RestoreAll() {
    for (int fd = 0; fd < kCount; fd++) Restore(fd);
  }

 private:
  static constexpr int kCount = STDERR_FILENO + 1;
  static bool IsOne(int fd) { return fd >= 0 && fd < kCount; }

  int was_[kCount] = {-1, -1, -1};
};

}  // namespace tsyncio
