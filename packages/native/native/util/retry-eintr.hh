#pragma once

#include <cerrno>

namespace tsyncio {

// Calls `call` until it was not interrupted; below zero, the answer is the negated error number.
template <typename Call>
auto RetryEintr(Call call) -> decltype(call()) {
  for (;;) {
    auto answer = call();
    if (answer >= 0) return answer;
    if (errno != EINTR) return -errno;
  }
}

}  // namespace tsyncio
