#include "process/detached-thread.hh"

#include <dlfcn.h>
#include <pthread.h>

#include "process/blocked-signals.hh"

namespace tsyncio {

namespace {

constexpr size_t kStack = 128 * 1024;

// Node unloads an addon with the last environment that has it.
bool StayLoaded() {
#if defined(RTLD_NOLOAD) && defined(RTLD_NODELETE)
  Dl_info self;
  if (dladdr(reinterpret_cast<const void*>(&StartDetached), &self) == 0 || self.dli_fname == nullptr) return false;
  return dlopen(self.dli_fname, RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE) != nullptr;
#else
  return false;
#endif
}

}  // namespace

int StartDetached(void* (*run)(void*), void* data) {
  static const bool stays = StayLoaded();
  (void)stays;
  pthread_attr_t attributes;
  int error = pthread_attr_init(&attributes);
  if (error != 0) return error;
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, kStack);
  BlockedSignals blocked;
  pthread_t thread;
  error = pthread_create(&thread, &attributes, run, data);
  pthread_attr_destroy(&attributes);
  return error;
}

}  // namespace tsyncio
