#pragma once

#include <sys/types.h>

#include <cstddef>

#include "process/close-others.hh"

namespace tsyncio {

// What a child has to do before it becomes another program: made whole before it is started, because a child that shares our memory must not
// allocate any.
struct SpawnPlan {
  // Each ends with a null pointer.
  char* const* paths = nullptr;
  char* const* argv = nullptr;
  char* const* env = nullptr;
  // nullptr: stay here.
  const char* cwd = nullptr;

  int stdio[3] = {0, 1, 2};
  // Above 2, in ascending order, each once.
  const int* keep = nullptr;
  size_t keep_count = 0;
  // The one of `keep` that the program itself does not get, or -1.
  int report = -1;
  Closing closing = Closing::kRanges;

  bool new_session = false;
  bool controlling_terminal = false;
  bool has_process_group = false;
  bool has_user = false;
  bool has_group = false;
  bool has_groups = false;
  bool has_umask = false;
  pid_t process_group = 0;
  uid_t user = 0;
  gid_t group = 0;
  const gid_t* groups = nullptr;
  size_t group_count = 0;
  mode_t umask = 0;

  // A child with another identity must not share our memory: who may look into it is decided by the least of those who have it.
  bool changes_identity() const { return has_user || has_group || has_groups; }
};

// The calls that can fail on the way.
enum class Step : int { kNone, kMmap, kPipe, kClone, kThread, kSetsid, kSetpgid, kDup, kKeep, kTerminal, kChdir, kSetgroups, kSetgid, kSetuid, kExec };

// Why there is no child.
struct SpawnFailure {
  int error = 0;
  Step step = Step::kNone;
};

const char* NameOf(Step step);

}  // namespace tsyncio
