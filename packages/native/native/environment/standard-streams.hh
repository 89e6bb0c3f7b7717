#pragma once

#include <fcntl.h>
#include <sys/stat.h>
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

  // Before a descriptor is closed. The streams are often one file: while another of them is in use here, it keeps what there is to restore.
  template <typename InUse>
  void BeforeClose(int fd, InUse in_use) {
    if (!IsOne(fd) || was_[fd] < 0) return;
    for (int other = 0; other < kCount; other++) {
      if (other == fd || !in_use(other) || !IsSameFile(fd, other)) continue;
      was_[other] = was_[fd];
      was_[fd] = -1;
      return;
    }
    Restore(fd);
  }

  void RestoreAll() {
    for (int fd = 0; fd < kCount; fd++) Restore(fd);
  }

 private:
  static constexpr int kCount = STDERR_FILENO + 1;

  void Restore(int fd) {
    if (was_[fd] < 0) return;
    fcntl(fd, F_SETFL, was_[fd]);
    was_[fd] = -1;
  }

  static bool IsSameFile(int one, int other) {
    struct stat a, b;
    return fstat(one, &a) == 0 && fstat(other, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
  }

  static bool IsOne(int fd) { return fd >= 0 && fd < kCount; }

  int was_[kCount] = {-1, -1, -1};
};

}  // namespace tsyncio
