// What the writes of one observation came to, in few words: two passes can still differ.
#pragma once

#include <string>

#include "runner/observation.h"

namespace wfx {

// "fails_with ERROR_LOCK_VIOLATION (33) from the call", "completes with 2 bytes"; several writes
// are named and joined. Empty without writes.
std::string OutcomeOf(const Observation& observation);

// How the calls ended that took their write: "inline" when it was over as they returned, "pending"
// when its end came later; several are joined, with names where they differ. Empty without any.
std::string MannerOf(const Observation& observation);

}  // namespace wfx
