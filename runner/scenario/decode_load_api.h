// The words of a load that say what its writes are issued with.
#pragma once

#include <cstdint>

#include "runner/scenario/decode.h"

namespace wfx {

// `api` and `subject`, and what they allow. REQUIRES: the rest of `load` is read.
void DecodeLoadApi(Fields& fields, Decoding& decoding, Load& load);
// The most outstanding writes of an open loop that asks for no bound: `wanted`, or what its api can
// have.
std::uint32_t DepthOfOpenLoop(Fields& fields, std::uint32_t wanted);

}  // namespace wfx
