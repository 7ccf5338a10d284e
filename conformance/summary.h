// How a run ended, in a few lines.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "reports/facts.h"
#include "runner/result.h"
#include "runner/session.h"

namespace wfx {

// How many results have each verdict, in the order of kVerdicts.
using Counts = std::array<std::uint64_t, kVerdicts.size()>;
// "120 pass, 30 xfail"; "nothing" when all are 0.
std::string Spell(const Counts& counts);
Counts Count(const RunRecord& record);

// True when every planned case has a result and none of them breaks the run.
bool Holds(const Session& session);

// Counts, known deviations by cause, failures with where they are and how to see them again, and
// where the record is.
std::string Summary(const Session& session);

}  // namespace wfx
