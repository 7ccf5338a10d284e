// How what a load writes through is opened, so that one scenario serves every api.
#pragma once

#include "runner/scenario/scenario.h"

namespace wfx {

// `given` as the load's api needs it, where it is what the load writes through: overlapped or not,
// unbuffered, or a stream of the same file instead of a handle. WriteFileEx takes it as it stands.
GivenItem OpenedFor(const Load& load, const GivenItem& given);

}  // namespace wfx
