// Words for where a record was made.
#pragma once

#include <string>

#include "reports/facts.h"

namespace wfx {

// "A CPU of 3 GHz, 2 logical CPUs, 8.0 GiB of memory"; what is not known is left out.
std::string Machine(const EnvironmentFacts& environment);

}  // namespace wfx
