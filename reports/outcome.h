// What the writes of one observation came to, in few words: two passes can still differ.
#pragma once

#include <string>

#include "runner/observation.h"

namespace wfx {

// "fails_with ERROR_LOCK_VIOLATION (33) from the call", "completes with 2 bytes"; several writes
// are named and joined. Empty without writes.
std::string OutcomeOf(const Observation& observation);

}  // namespace wfx
