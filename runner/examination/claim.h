// Which cases say that a write does something, so that they cannot hold where none does.
#pragma once

#include "runner/scenario/scenario.h"

namespace wfx {

// True when the case expects a failure or a cancellation, the size or the bytes of a file, bytes
// at the other end of a pipe, a write that is pending, or when it writes bytes to a file, which
// are compared without being asked for. False for one whose writes are all of no bytes and are to
// succeed, or go where nothing can be seen: there the yes-man is right.
bool Claims(const Case& subject);

}  // namespace wfx
