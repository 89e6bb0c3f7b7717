#pragma once

#include <uv.h>

namespace tsyncio {

// Begin and end to catch a signal with a handle of libuv, which gives a signal that nobody catches any more the system's default action.
// These give it back what it did before, be it to be ignored or a handler of somebody else. Below zero: a negated error number.

int StartCatching(uv_signal_t* handle, int signo, uv_signal_cb callback);
void StopCatching(uv_signal_t* handle);

// The handler that the signal has now is called once more; after that the signal does what the system does. Not through libuv's own watchers for
// one delivery: Node's listeners have made theirs. Catching it with another handle takes that
// back, and so does the second of these, also after that delivery; not once nobody catches it any more.

int CatchOnce(int signo);
void CatchAlways(int signo);

}  // namespace tsyncio
