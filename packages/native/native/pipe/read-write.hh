#pragma once

#include <sys/types.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/syscall.h>
#endif

namespace tsyncio {

// read(2) and write(2) on descriptors that do not block, without glibc's cancellation points: see util/transfer.hh.

inline ssize_t Read(int fd, void* data, size_t length) {
#ifdef __linux__
  return syscall(SYS_read, fd, data, length);
#else
  return read(fd, data, length);
#endif
}

inline ssize_t Write(int fd, const void* data, size_t length) {
#ifdef __linux__
  return syscall(SYS_write, fd, data, length);
#else
  return write(fd, data, length);
#endif
}

}  // namespace tsyncio
