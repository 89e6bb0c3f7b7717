#pragma once

#include <cstdint>
#include <utility>

namespace tsyncio {

constexpr int kReadable = 1;
constexpr int kWritable = 2;

// Readiness of descriptors, a deadline and a wake-up, behind one descriptor of the system. Answers below zero are negated error numbers.
//
// Readiness is level-triggered; errors and hang-ups are told as readable and writable. All selectors answer alike: EPERM for files and
// folders, EBADF for what is not open, EEXIST for what is registered already, ENOENT for what is not. A descriptor that was closed without
// Unregister is forgotten, and so is one whose number has become another file's: Modify answers as for one that was never registered.
class Selector {
 public:
  virtual ~Selector() = default;

  virtual int Open() = 0;
  // Becomes readable when there is anything to poll; see Watch.
  virtual int fd() const = 0;
  virtual int Register(int fd, int interest) = 0;
  virtual int Modify(int fd, int interest) = 0;
  virtual int Unregister(int fd) = 0;
  // Become ready once, `delay` milliseconds from now; never when it is infinite.
  virtual int SetDeadline(double delay) = 0;
  // May be called from any thread.
  virtual int Wake() = 0;
  // Fill `events` with up to `capacity` pairs of descriptor and readiness; wait without limit when `block`.
  virtual int Poll(int32_t* events, int capacity, bool block) = 0;

  // Whether fd() tells nothing by itself: then Watch is called each time before the host sleeps, and Unwatch when it stops hosting.
  virtual bool needs_watch() const { return false; }
  virtual int Watch() { return 0; }
  virtual void Unwatch() {}

  // Whether fd() has become another file under the same number since the last question: who watches it must begin anew.
  bool TakeRenewed() { return std::exchange(renewed_, false); }

 protected:
  bool renewed_ = false;
};

// One way to poll that this build has.
struct SelectorKind {
  const char* name;
  Selector* (*make)();
};

// The best of the platform first; a kind without a name ends the list.
extern const SelectorKind kSelectorKinds[];

// Null when there is none of that name.
const SelectorKind* FindSelectorKind(const char* name);

Selector* NewEpollSelector();
Selector* NewKqueueSelector();
Selector* NewPollSelector();

}  // namespace tsyncio
