#pragma once

#include <poll.h>
#include <pthread.h>

#include <vector>

#include "selector/deadline.hh"
#include "selector/self-pipe.hh"

namespace tsyncio {

// A thread that makes one descriptor readable when any of a set is ready or a deadline passed, for hosts that can watch only one.
//
//   idle ──Watch(set, deadline)──► watching ──something is ready──► told (fd() is readable) ──Settle──► idle
//
// It looks at a copy of the set, once for each Watch, and says only that it is worth polling: what it tells may be out of date.
class PollWatcher {
 public:
  ~PollWatcher() { Join(); }

  int Open() { return ready_.Open(); }
  int fd() const { return ready_.fd(); }

  // Whether the thread looks for what it was last told to, or has told already: then another Watch is needed only for another set.
  bool busy();
  int Watch(const std::vector<pollfd>& set, Nanoseconds deadline);
  // The set is being polled by the caller: make fd() unreadable again.
  void Settle();
  // Look at nothing: no longer holds on to the descriptors of the set.
  void Rest();

 private:
  enum class State { kIdle, kWatching, kTold, kEnding };

  int Begin();
  void Join();
  static void* Run(void* watcher);
  void Loop();
  void Look(std::vector<pollfd>* set, Nanoseconds* deadline);
  void Tell();
  void Become(State state, const std::vector<pollfd>* set, Nanoseconds deadline);

  SelfPipe ready_;
  SelfPipe control_;
  pthread_t thread_{};
  bool running_ = false;
  pthread_mutex_t mutex_ = PTHREAD_MUTEX_INITIALIZER;
  // These belong to who holds the mutex.
  State state_ = State::kIdle;
  bool changed_ = false;
  std::vector<pollfd> set_;
  Nanoseconds deadline_ = kNever;
};

}  // namespace tsyncio
