// A gate for people.
#pragma once

#include "reports/document.h"
#include "reports/gate_records.h"

namespace wfx {

// What came of it in a sentence, then each figure, worst first, and what is newly failing or no
// longer reached.
Document GateReport(const Gate& gate, const GateSide& baseline, const GateSide& candidate);

}  // namespace wfx
