#pragma once

#include <cstddef>

namespace tsyncio {

// In a child: close every descriptor above 2 but these, which are in ascending order. 0, or -1 with errno set.
int CloseOthers(const int* keep, size_t count);

}  // namespace tsyncio
