#pragma once

#include <sys/types.h>

namespace tsyncio {

// 0, or a negated error number. Through the descriptor of its exit where that stands for the process itself, which nobody else can become:
// a child that somebody else reaped, or that is not kept because SIGCHLD is ignored, is never taken for the process that has its number now.
int SignalChild(pid_t pid, int exit, int signo);

}  // namespace tsyncio
