// What a vendor's declaration came to, in words.
#pragma once

#include <string>

#include "reports/facts.h"

namespace wfx {

// How many claims of the record failed.
std::size_t FailedClaims(const RunRecord& record);

// "capability oplocks" of a claim, and for a failed one what was found instead: one line.
std::string InWords(const Declared& declared);

// For the end of a run, lines for a terminal; "" where nothing was declared.
std::string DeclaredText(const RunRecord& record);

}  // namespace wfx
