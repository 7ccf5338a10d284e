// What to say beside the numbers of a measurement: what its writes were.
#pragma once

#include "reports/comparison.h"
#include "reports/document.h"

namespace wfx {

// A line for each measurement with several lengths or handles, and one for all tags that were
// verified. Of those without numbers nothing.
void AddNotes(List& list, const Comparison& comparison);

}  // namespace wfx
