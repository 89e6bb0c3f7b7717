#pragma once

#include <fcntl.h>
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

// Whether `fd` still is who it was: 0, or what the system answers for a descriptor that it does not watch.
inline int Confirm(int fd, const FileIdentity& identity) {
  FileIdentity now;
  const int answer = Identify(fd, &now);
  return answer == 0 && now != identity ? -ENOENT : answer;
}

// What the system answers for a descriptor that was never registered.
inline int Unregistered(int fd) { return fcntl(fd, F_GETFD) < 0 ? -EBADF : -ENOENT; }

}  // namespace tsyncio
