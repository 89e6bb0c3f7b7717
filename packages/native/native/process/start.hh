#pragma once

#include "process/spawn-plan.hh"

namespace tsyncio {

// How a child is started.
struct Started {
  pid_t pid = -1;
  // Becomes readable when it ends; -1 where the system has no such descriptor.
  int pidfd = -1;
  SpawnFailure failure;
};

// Both return once the child runs the program, or failed to.

// Everywhere: the child gets a copy of our memory, and tells through a pipe why it failed.
Started StartByFork(const SpawnPlan& plan);

#ifdef __linux__
// The child borrows our memory, so that it costs nothing however much that is, and this thread stands still until it has done with it.
Started StartByClone(const SpawnPlan& plan);
#endif

}  // namespace tsyncio
