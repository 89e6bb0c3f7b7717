#pragma once

#include <sys/types.h>

#include <cstddef>

namespace tsyncio {

// The children of one environment that were not reaped.
class Children {
 public:
  Children() = default;
  ~Children();
  Children(const Children&) = delete;
  Children& operator=(const Children&) = delete;

  // Room for one more, so that Add cannot fail once a child runs.
  bool Reserve();
  void Add(pid_t pid, int exit);

  // -1 when it has no such child.
  int ExitOf(pid_t pid) const;
  void Remove(pid_t pid);

  // Kill and reap one, without leaving a zombie: it is forgotten, its descriptor is the caller's to close.
  void End(pid_t pid);
  void EndAll();

  // The list of end-at-exit.cc.
  Children* next = nullptr;

 private:
  struct Child {
    pid_t pid;
    int exit;
  };

  // By their numbers: an index, or where it would be.
  size_t Find(pid_t pid) const;
  bool Has(size_t index, pid_t pid) const { return index < count_ && children_[index].pid == pid; }

  Child* children_ = nullptr;
  size_t count_ = 0;
  size_t room_ = 0;
};

}  // namespace tsyncio
