#include "selector/poll-watcher.hh"

#include <signal.h>

namespace tsyncio {

namespace {

class Lock {
 public:
  explicit Lock(pthread_mutex_t* mutex) : mutex_(mutex) { pthread_mutex_lock(mutex_); }
  ~Lock() { pthread_mutex_unlock(mutex_); }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

 private:
  pthread_mutex_t* mutex_;
};

}  // namespace

bool PollWatcher::busy() {
  Lock lock(&mutex_);
  return state_ != State::kIdle;
}

int PollWatcher::Watch(const std::vector<pollfd>& set, Nanoseconds deadline) {
  int answer = running_ ? 0 : Begin();
  if (answer < 0) return answer;
  {
    Lock lock(&mutex_);
    // The host is about to poll anyway.
    if (state_ == State::kTold) return 0;
    Become(State::kWatching, &set, deadline);
  }
  return control_.Signal();
}

void PollWatcher::Settle() {
  Lock lock(&mutex_);
  if (state_ != State::kTold) return;
  state_ = State::kIdle;
  ready_.Drain();
}

void PollWatcher::Rest() {
  if (!running_) return;
  {
    Lock lock(&mutex_);
    if (state_ != State::kWatching) return;
    Become(State::kIdle, nullptr, kNever);
  }
  control_.Signal();
}

void PollWatcher::Become(State state, const std::vector<pollfd>* set, Nanoseconds deadline) {
  state_ = state;
  changed_ = true;
  deadline_ = deadline;
  if (set == nullptr) set_.clear();
  else set_ = *set;
}

// Without signals: they are for the threads that know what to do with them.
int PollWatcher::Begin() {
  int answer = control_.valid() ? 0 : control_.Open();
  if (answer < 0) return answer;
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const int error = pthread_create(&thread_, nullptr, Run, this);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  running_ = error == 0;
  return -error;
}

void PollWatcher::Join() {
  if (!running_) return;
  {
    Lock lock(&mutex_);
    Become(State::kEnding, nullptr, kNever);
  }
  control_.Signal();
  pthread_join(thread_, nullptr);
  running_ = false;
}

void* PollWatcher::Run(void* watcher) {
  static_cast<PollWatcher*>(watcher)->Loop();
  return nullptr;
}

// Its first entry is the control pipe, which ends each look when there is something else to do.
void PollWatcher::Loop() {
  std::vector<pollfd> set{{control_.fd(), POLLIN, 0}};
  Nanoseconds deadline = kNever;
  for (;;) {
    const int ready = PollUntil(set.data(), set.size(), deadline);
    if (ready == -EINTR) continue;
    const bool told = ready > 0 && set[0].revents != 0;
    if (told) control_.Drain();
    Lock lock(&mutex_);
    if (state_ == State::kEnding) return;
    if (!told && !changed_) Tell();
    Look(&set, &deadline);
  }
}

// With the mutex held.
void PollWatcher::Tell() {
  if (state_ != State::kWatching) return;
  state_ = State::kTold;
  changed_ = true;
  set_.clear();
  deadline_ = kNever;
  ready_.Signal();
}

// With the mutex held: what to look at from now on.
void PollWatcher::Look(std::vector<pollfd>* set, Nanoseconds* deadline) {
  if (!changed_) return;
  changed_ = false;
  set->resize(1);
  set->insert(set->end(), set_.begin(), set_.end());
  *deadline = deadline_;
}

}  // namespace tsyncio
