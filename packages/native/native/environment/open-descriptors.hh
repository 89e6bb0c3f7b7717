#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace tsyncio {

// A set of descriptors, one bit each. By hand, because the containers of a newer compiler's standard library ask for a newer library
// than the one that Node itself needs, and one binary is to serve every system that Node runs on.
class OpenDescriptors {
 public:
  OpenDescriptors() = default;
  ~OpenDescriptors() { free(words_); }
  OpenDescriptors(const OpenDescriptors&) = delete;
  OpenDescriptors& operator=(const OpenDescriptors&) = delete;

  // Without memory for it, a descriptor is not remembered: it stays open when the environment goes, which is no reason to end the process.
  void Add(int fd) {
    if (fd >= 0 && (WordOf(fd) < count_ || (IsOpen(fd) && Reserve(WordOf(fd) + 1)))) words_[WordOf(fd)] |= BitOf(fd);
  }

  void Remove(int fd) {
    if (fd >= 0 && WordOf(fd) < count_) words_[WordOf(fd)] &= ~BitOf(fd);
  }

  bool Has(int fd) const { return fd >= 0 && WordOf(fd) < count_ && (words_[WordOf(fd)] & BitOf(fd)) != 0; }

  void CloseAll() {
    for (size_t word = 0; word < count_; word++) {
      for (int bit = 0; bit < kBits; bit++) {
        if (words_[word] & (uint64_t{1} << bit)) close(static_cast<int>(word * kBits) + bit);
      }
      words_[word] = 0;
    }
  }

 private:
  static constexpr int kBits = 64;
  static size_t WordOf(int fd) { return static_cast<size_t>(fd) / kBits; }
  static uint64_t BitOf(int fd) { return uint64_t{1} << (fd % kBits); }

  // Asked before the set grows: a number that is no descriptor must not cost memory in proportion.
  static bool IsOpen(int fd) { return fcntl(fd, F_GETFD) >= 0; }

  bool Reserve(size_t wanted) {
    const size_t grown = wanted > 2 * count_ ? wanted : 2 * count_;
    auto* words = static_cast<uint64_t*>(realloc(words_, grown * sizeof(uint64_t)));
    if (words == nullptr) return false;
    memset(words + count_, 0, (grown - count_) * sizeof(uint64_t));
    words_ = words;
    count_ = grown;
    return true;
  }

  uint64_t* words_ = nullptr;
  size_t count_ = 0;
};

}  // namespace tsyncio
