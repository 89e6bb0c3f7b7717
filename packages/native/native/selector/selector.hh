#pragma once

#include <cstdint>

namespace tsyncio {

constexpr int kReadable = 1;
constexpr int kWritable = 2;

// Readiness of descriptors, a deadline and a wake-up, in one descriptor of the system. Answers below zero are negated error numbers.
class Selector {
 public:
  virtual ~Selector() = default;

  virtual int Open() = 0;
  // Becomes readable when there is anything to poll.
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
};

Selector* NewSelector();

}  // namespace tsyncio
