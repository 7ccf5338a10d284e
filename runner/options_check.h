// Which options go with which.
#pragma once

#include <cstddef>

#include "runner/options.h"

namespace wfx {

// Throws UsageError for the first that lacks another, or that another excludes. `arguments` is how
// many options were given.
void CheckTogether(const Options& options, std::size_t arguments);

}  // namespace wfx
