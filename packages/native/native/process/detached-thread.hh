#pragma once

namespace tsyncio {

// A small thread that nobody joins, with every signal blocked. It may outlive the environment, so that this library stays in memory from then
// on. 0, or an error number.
int StartDetached(void* (*run)(void*), void* data);

}  // namespace tsyncio
