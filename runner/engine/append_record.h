// The records that concurrent writers append, and what a file that should hold them holds. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "runner/engine/append_order.h"
#include "runner/observation_appends.h"

namespace wfx {

// Which record it is. `begun` is the machine's monotonic time just before the append, the same in
// all its processes.
struct AppendTag {
  std::uint32_t writer = 0, number = 0;
  std::uint64_t begun = 0;
  friend bool operator==(const AppendTag&, const AppendTag&) = default;
};

inline constexpr std::uint32_t kShortestRecord = 32;

// Fills `record` with its tag, bytes of its own and a checksum over everything.
// REQUIRES: at least kShortestRecord bytes.
void MakeRecord(const AppendTag& tag, std::uint64_t seed, std::span<std::uint8_t> record);

// The tag of a whole record of this seed and exactly this length; none for anything else.
std::optional<AppendTag> TagOf(std::span<const std::uint8_t> record, std::uint64_t seed);

// `bytes` begin where the first record should stand. `tallies` are of the writers 0, 1 … of `order`,
// which counts for all processes. Offsets are those in `bytes`.
RecordCount CountRecords(std::span<const std::uint8_t> bytes, const AppendOrder& order,
                         std::span<const AppendTally> tallies);

}  // namespace wfx
