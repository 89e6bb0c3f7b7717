#include <cstring>

#include "selector/selector.hh"

namespace tsyncio {

const SelectorKind kSelectorKinds[] = {
#ifdef TSYNCIO_EPOLL
    {"epoll", NewEpollSelector},
#endif
#ifdef TSYNCIO_KQUEUE
    {"kqueue", NewKqueueSelector},
#endif
    {"poll", NewPollSelector},
    {nullptr, nullptr},
};

const SelectorKind* FindSelectorKind(const char* name) {
  for (const SelectorKind* kind = kSelectorKinds; kind->name != nullptr; kind++) {
    if (std::strcmp(kind->name, name) == 0) return kind;
  }
  return nullptr;
}

}  // namespace tsyncio
