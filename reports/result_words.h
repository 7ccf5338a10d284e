// One result in few words, and what two results can differ in.
#pragma once

#include <string>
#include <vector>

#include "reports/document.h"
#include "runner/result.h"

namespace wfx {

// False for a case that was not run or is blocked.
bool WasPerformed(const Result& result);

// What was seen instead of what the scenario states, first of several; empty when all of it holds.
std::string FirstFinding(const Result& result);

// Verdict, findings and what the writes came to, how they ended with it: results that differ in
// none of this are alike. A routine's thread, timing and the like are left to records.
std::string EssenceOf(const Result& result);

// True when results of one case, null where there is none, differ in how their writes ended: inline
// or pending.
bool DifferInManner(const std::vector<const Result*>& results);

// "pass: `completes with 2 bytes`", `with_manner` "pass, inline: ..."; "-" of none.
Line CellOf(const Result* result, bool with_manner);

}  // namespace wfx
