// What each thread of a crew does.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "runner/engine/crew_order.h"
#include "runner/win32/api.h"

namespace wfx {

// Both do the work of the thread at `position` in the crew through `file`, and give what it did.
AppendTally AppendRecords(const Win32Api& api, const AppendOrder& order, std::uint32_t position,
                          HANDLE file);
RacerRecord Race(const Win32Api& api, const RaceOrder& order, std::uint32_t position, HANDLE file);

// Whose bytes the cells of a raced file hold. `bytes` are the whole file's, `initial` what it held
// before.
std::vector<CellRecord> CellsOf(std::span<const std::uint8_t> bytes,
                                std::span<const std::uint8_t> initial, std::uint32_t length);

}  // namespace wfx
