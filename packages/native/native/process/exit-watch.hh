#pragma once

#include <sys/types.h>

#include "process/start.hh"
#include "util/fd-guard.hh"

namespace tsyncio {

// A descriptor that becomes readable when a child has ended. Where the system has none for it, one is the end of a pipe whose other end a
// thread closes then.
class ExitWatch {
 public:
  // Before the child is started, so that nothing can fail afterwards: only when a thread is to wait. Why not, or no failure.
  SpawnFailure Prepare();

  // The descriptor, for a child that was started; -1 with `failure` set when no thread could be made.
  int Watch(const Started& started, SpawnFailure* failure);

 private:
  FdGuard reader_;
  FdGuard writer_;
};

// Reap a child without anybody waiting for it. It was killed.
void ReapLater(pid_t pid);

}  // namespace tsyncio
