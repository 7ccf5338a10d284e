// The examination of a file whose blocks carry tags.
#pragma once

#include <cstdint>
#include <vector>

#include "runner/engine/load_loop.h"
#include "runner/engine/load_remains.h"
#include "runner/engine/load_verify.h"

namespace wfx {

// Of a file of `size` bytes to which tagged `loops` wrote, appending from `writes_begin` on where
// they do. Throws what Remains throws.
Examination ExamineTags(Remains& remains, std::uint64_t writes_begin, std::uint64_t size,
                        const std::vector<const LoadLoop*>& loops);

}  // namespace wfx
