#pragma once

namespace tsyncio {

class Children;

// Kill and reap these when the process exits without ending its environments first, as process.exit() does. One that was forgotten may go.
void EndAtExit(Children* children);
void ForgetAtExit(Children* children);

}  // namespace tsyncio
