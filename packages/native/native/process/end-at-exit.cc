#include "process/end-at-exit.hh"

#include <pthread.h>
#include <unistd.h>

#include "process/children.hh"

namespace tsyncio {

namespace {

pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
Children* first = nullptr;
pid_t owner = 0;

class Locked {
 public:
  Locked() { pthread_mutex_lock(&lock); }
  ~Locked() { pthread_mutex_unlock(&lock); }
};

// The last to run of this library. In a copy of this process that somebody else's code made, the children are not its own.
__attribute__((destructor)) void EndAll() {
  Locked locked;
  if (getpid() != owner) return;
  for (Children* children = first; children != nullptr; children = children->next) children->EndAll();
}

}  // namespace

void EndAtExit(Children* children) {
  Locked locked;
  owner = getpid();
  children->next = first;
  first = children;
}

void ForgetAtExit(Children* children) {
  Locked locked;
  for (Children** link = &first; *link != nullptr; link = &(*link)->next) {
    if (*link != children) continue;
    *link = children->next;
    return;
  }
}

}  // namespace tsyncio
