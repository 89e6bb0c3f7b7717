#pragma once

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace tsyncio {

// Every descriptor made here is non-blocking and close-on-exec: in the same system call where there is one, so that a child that another
// thread starts meanwhile cannot inherit it.

#if defined(SOCK_NONBLOCK) && defined(SOCK_CLOEXEC)

constexpr int kSocketFlags = SOCK_NONBLOCK | SOCK_CLOEXEC;
inline int Prepare(int fd) { return fd; }
inline int AcceptPrepared(int fd, sockaddr* address, socklen_t* length) { return accept4(fd, address, length, kSocketFlags); }

#else

constexpr int kSocketFlags = 0;

// The descriptor itself; closed and -1, with errno set, when it cannot be made so.
inline int Prepare(int fd) {
  if (fd < 0) return fd;
  const int flags = fcntl(fd, F_GETFL);
  if (flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) >= 0 && fcntl(fd, F_SETFD, FD_CLOEXEC) >= 0) return fd;
  const int error = errno;
  close(fd);
  errno = error;
  return -1;
}

inline int AcceptPrepared(int fd, sockaddr* address, socklen_t* length) { return Prepare(accept(fd, address, length)); }

#endif

}  // namespace tsyncio
