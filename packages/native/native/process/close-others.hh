#pragma once

#include <cstddef>

namespace tsyncio {

// How: ranges of numbers at once, those that /proc lists, or one number after the other. What the system lacks is done the next way.
enum class Closing { kRanges, kListed, kEach };

// In a child: close every descriptor above 2 but these, which are in ascending order.
void CloseOthers(const int* keep, size_t count, Closing closing);

}  // namespace tsyncio
