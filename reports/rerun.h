// The command that performs one case of a recorded run again.
#pragma once

#include <string>

#include "reports/facts.h"

namespace wfx {

// The recorded command with `full_id` alone selected, and without what would write a record or
// repeat; empty when the record holds no command.
std::string RerunCommand(const RunRecord& record, const std::string& full_id);

}  // namespace wfx
