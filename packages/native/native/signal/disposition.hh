#pragma once

#include <uv.h>

namespace tsyncio {

// Begin and end to catch a signal with a handle of libuv, which gives a signal that nobody catches any more the system's default action.
// These give it back what it did before, be it to be ignored or a handler of somebody else. Below zero: a negated error number.

int StartCatching(uv_signal_t* handle, int signo, uv_signal_cb callback);
void StopCatching(uv_signal_t* handle);

// The handler that the signal has now is called once more; after that the signal does what the system does. Not through libuv's own watchers for
// one delivery: Node's listeners have made theirs. While handles here catch the signal it lasts, and once the last of them stops the next
// delivery is the last one again.

int CatchOnce(int signo);

// Whether that delivery has been.

bool CaughtOnce(int signo);

// Take it back, also after that delivery: somebody else catches the signal with the same handler. Not once nobody catches it any more.

void CatchAlways(int signo);

// Take it back when whoever wanted it has stopped to catch the signal.

void EndCatchOnce(int signo);

}  // namespace tsyncio
