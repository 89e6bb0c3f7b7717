// What kqueue(2) declares, as far as the selector uses it: see kqueue.cc beside this folder.
#pragma once

#include <stdint.h>
#include <time.h>

struct kevent {
  uintptr_t ident;
  int16_t filter;
  uint16_t flags;
  uint32_t fflags;
  int64_t data;
  void* udata;
};

#define EVFILT_READ (-1)
#define EVFILT_WRITE (-2)
#define EVFILT_TIMER (-7)

#define EV_ADD 0x0001
#define EV_DELETE 0x0002
#define EV_ONESHOT 0x0010
#define EV_ERROR 0x4000
#define EV_EOF 0x8000

#define NOTE_NSECONDS 0x0008

#define EV_SET(event, ident, filter, flags, fflags, data, udata) \
  (*(event) = kevent_of((uintptr_t)(ident), (filter), (flags), (fflags), (data), (udata)))

inline struct kevent kevent_of(uintptr_t ident, int16_t filter, uint16_t flags, uint32_t fflags, int64_t data, void* udata) {
  struct kevent event = {ident, filter, flags, fflags, data, udata};
  return event;
}

int kqueue();
int kevent(int kq, const struct kevent* changes, int change_count, struct kevent* events, int capacity, const timespec* timeout);
