#pragma once

#include <sys/socket.h>
#include <sys/types.h>

#ifdef __linux__
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace tsyncio {

// recv(2), send(2) and their kin on non-blocking sockets. In a process with threads, glibc's own make every call a cancellation point, which
// costs a twentieth of a small echo and serves nobody here.

inline ssize_t Receive(int fd, void* data, size_t length, int flags) {
#if defined(__linux__) && defined(SYS_recvfrom)
  return syscall(SYS_recvfrom, fd, data, length, flags, nullptr, nullptr);
#else
  return recv(fd, data, length, flags);
#endif
}

inline ssize_t Send(int fd, const void* data, size_t length, int flags) {
#if defined(__linux__) && defined(SYS_sendto)
  return syscall(SYS_sendto, fd, data, length, flags, nullptr, 0);
#else
  return send(fd, data, length, flags);
#endif
}

inline ssize_t ReceiveFrom(int fd, void* data, size_t length, int flags, sockaddr* address, socklen_t* address_length) {
#if defined(__linux__) && defined(SYS_recvfrom)
  return syscall(SYS_recvfrom, fd, data, length, flags, address, address_length);
#else
  return recvfrom(fd, data, length, flags, address, address_length);
#endif
}

inline ssize_t SendTo(int fd, const void* data, size_t length, int flags, const sockaddr* address, socklen_t address_length) {
#if defined(__linux__) && defined(SYS_sendto)
  return syscall(SYS_sendto, fd, data, length, flags, address, address_length);
#else
  return sendto(fd, data, length, flags, address, address_length);
#endif
}

}  // namespace tsyncio
