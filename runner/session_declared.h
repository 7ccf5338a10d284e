// What a vendor declared, held against what was found.
#pragma once

#include <string>
#include <vector>

#include "runner/result.h"
#include "runner/scenario/declaration.h"

namespace wfx {

// Of each claim whether it holds on the targets it is about, in the order of the targets, and what
// was found there that nobody claimed: told, never a failure.
std::vector<Declared> HoldAgainst(const Declaration& declaration,
                                  const std::vector<TargetFacts>& targets);

}  // namespace wfx
