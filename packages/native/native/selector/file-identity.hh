#pragma once

#include <sys/stat.h>

#include <cerrno>

namespace tsyncio {

// Which file a descriptor names: tells a number that was closed and given out again from what it was before, on systems that number all
// their files, sockets included. On others, one socket may pass for the next.
struct FileIdentity {
  dev_t device = 0;
  ino_t inode = 0;

  bool operator==(const FileIdentity& other) const { return device == other.device && inode == other.inode; }
  bool operator!=(const FileIdentity& other) const { return !(*this == other); }
};

// Who `fd` is. A negated error number when nobody can wait for it: files and folders are always ready, which epoll refuses too.
inline int Identify(int fd, FileIdentity* identity) {
  struct stat status;
  if (fstat(fd, &status) < 0) return -errno;
  if (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode) || S_ISBLK(status.st_mode)) return -EPERM;
  *identity = {status.st_dev, status.st_ino};
  return 0;
}

}  // namespace tsyncio
