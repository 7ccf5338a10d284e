// The suite examined on the model: does it fail wrong systems, and only those?
#pragma once

#include <iosfwd>

#include "runner/session.h"

namespace wfx {

// Performs the cases of `session`, which need not be open, on the model as it is, on every mutant,
// on every legal variant and on the yes-man, and prints a line for each. True when all of it is as
// it has to be:
//  - the model itself passes;
//  - a case that passed there fails on each mutant (an error does not count), and each `must` has a
//    mutant or a reason why it has none;
//  - nothing fails on a legal variant;
//  - whatever claims that a write does something fails on the yes-man.
// Mutants of requirements whose cases all lack a need are named and left out; with --only, those
// that no case names too.
// REQUIRES: the system is the model.
bool Examine(const Session& session, std::ostream& out);

}  // namespace wfx
