// The load engine, with all its measuring, against a raw chained loop on the same handle.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "bench/overhead/row.h"
#include "runner/result.h"
#include "runner/win32/api.h"

namespace wfx {

struct AgainstRaw {
  std::vector<std::uint32_t> lengths{4096, 65536};
  std::vector<std::uint32_t> depths{1, 8, 32};
  std::uint32_t rounds = 300;
  std::uint32_t slice = 2000;  // writes each has in a round
  std::uint64_t file_size = 64 << 20;
};

// For each length and depth a row with the ratio of writes a second, engine to raw loop, whose A/A
// is the raw loop against itself in the same rounds; one with the engine's ratio by its own
// figures; and one with the share of the asked depth that was kept. Each of the three has a slice
// in every round, in an order that goes round. The file is made in the target's directory and
// removed again. `say` is called before each. Throws std::runtime_error, one line, when a write
// fails.
std::vector<Row> CompareWithRaw(const Win32Api& api, const TargetFacts& target,
                                const AgainstRaw& how,
                                const std::function<void(const std::string&)>& say);

}  // namespace wfx
