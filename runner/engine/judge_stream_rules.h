// What holds of every write through a stream without being written in a scenario.
#pragma once

#include <span>

#include "runner/engine/judge_rules.h"

namespace wfx {

// Judged of writes through WriteAsync alone; % stands for the name of the write.
std::span<const WriteRule> StreamRules();

}  // namespace wfx
