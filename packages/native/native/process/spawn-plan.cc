#include "process/spawn-plan.hh"

namespace tsyncio {

const char* NameOf(Step step) {
  switch (step) {
    case Step::kNone: return "spawn";
    case Step::kMmap: return "mmap";
    case Step::kPipe: return "pipe";
    case Step::kClone: return "fork";
    case Step::kThread: return "pthread_create";
    case Step::kSetsid: return "setsid";
    case Step::kSetpgid: return "setpgid";
    case Step::kDup: return "dup2";
    case Step::kKeep: return "fcntl";
    case Step::kTerminal: return "ioctl";
    case Step::kChdir: return "chdir";
    case Step::kSetgroups: return "setgroups";
    case Step::kSetgid: return "setgid";
    case Step::kSetuid: return "setuid";
    case Step::kExec: return "execve";
  }
  return "spawn";
}

}  // namespace tsyncio
