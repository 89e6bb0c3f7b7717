#pragma once

#include "process/spawn-plan.hh"

// For what runs in a child that shares our memory: it never returns, so that what a sanitizer notes of its stack would stay there.
#if defined(__has_attribute)
#if __has_attribute(no_sanitize_address)
#define TSYNCIO_IN_CHILD __attribute__((no_sanitize_address))
#endif
#endif
#ifndef TSYNCIO_IN_CHILD
#define TSYNCIO_IN_CHILD
#endif

namespace tsyncio {

// In the child, with every signal blocked: become the program of the plan. Returns only when that failed.
SpawnFailure BecomeProgram(const SpawnPlan& plan);

}  // namespace tsyncio
