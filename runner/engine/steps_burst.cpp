// Many writes outstanding at the same time, more than a ledger keeps in full.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <vector>

#include "runner/engine/kept_memory.h"
#include "runner/engine/routine_wait.h"
#include "runner/engine/steps.h"

namespace wfx {
namespace {

constexpr std::chrono::milliseconds kBurstGlance{20};

// One write and what came of it.
struct BurstWrite {
  OVERLAPPED overlapped{};
  std::uint32_t runs = 0;
  DWORD error = 0;
};

// The memory of a burst. What the system never gave back stays for good.
struct BurstMemory {
  std::vector<BurstWrite> writes;
  std::vector<std::uint8_t> bytes;
  std::uint32_t strays = 0;  // routines that came with no OVERLAPPED of ours
  std::uint64_t ended = 0;   // writes whose routine has run
};
// The routine may come with any pointer, or late: it knows its thread.
thread_local BurstMemory* burst_here = nullptr;

void CALLBACK NoteEndOfOne(DWORD error, DWORD, LPOVERLAPPED overlapped) noexcept {
  if (burst_here == nullptr) return;
  const auto first = reinterpret_cast<std::uintptr_t>(burst_here->writes.data());
  const auto distance = reinterpret_cast<std::uintptr_t>(overlapped) - first;
  const std::size_t index = distance / sizeof(BurstWrite);
  if (distance % sizeof(BurstWrite) != 0 || index >= burst_here->writes.size()) {
    ++burst_here->strays;
    return;
  }
  BurstWrite& write = burst_here->writes[index];
  if (write.runs++ > 0) return;
  write.error = error;
  ++burst_here->ended;
}

// What the writes came to; the last of `memory` is the refused one where there is one.
void CountWrites(const BurstMemory& memory, BurstRecord& record) {
  record.surplus = memory.strays;
  std::map<std::uint32_t, std::uint32_t> failed;
  for (std::size_t index = 0; index < memory.writes.size(); ++index) {
    const BurstWrite& write = memory.writes[index];
    if (index >= record.accepted) {
      record.unasked += write.runs;
      continue;
    }
    if (write.runs == 0) ++record.endless;
    if (write.runs > 1) record.surplus += write.runs - 1;
    if (write.runs > 0) ++(write.error == 0 ? record.completed : failed[write.error]);
  }
  for (const auto& [error, count] : failed) record.failed.push_back({error, count});
}

}  // namespace

void StepDoer::Do(const BurstStep& burst) {
  const HANDLE handle = HandleNamed(burst.handle);
  const auto memory = std::make_shared<BurstMemory>();
  memory->writes.resize(burst.up_to);
  memory->bytes.assign(static_cast<std::size_t>(stage_.SizeOf(burst.length)), 0xB5);
  BurstRecord record;
  record.step = step_.name;
  record.handle = burst.handle;
  record.asked = burst.up_to;
  record.length = memory->bytes.size();
  const DoingNow doing(here_, number_, true);
  burst_here = memory.get();
  for (; record.accepted < burst.up_to; ++record.accepted) {
    BurstWrite& write = memory->writes[record.accepted];
    if (api_.WriteFileEx(handle, memory->bytes.data(), static_cast<DWORD>(memory->bytes.size()),
                         &write.overlapped, &NoteEndOfOne)) {
      continue;
    }
    record.refused = api_.GetLastError();
    break;
  }
  // What can end does so now; the rest is cancelled, so that it ends too.
  const auto all_have_ended = [&] { return memory->ended >= record.accepted; };
  RunRoutinesUntil(api_, kBurstGlance, all_have_ended);
  if (!all_have_ended()) api_.CancelIo(handle);
  RunRoutinesUntil(api_, performance_.Scaled(burst.at_most), all_have_ended);
  // Routines beyond those that are owed.
  for (std::uint32_t more = 0; more < burst.up_to && api_.SleepEx(0, TRUE) != 0;) ++more;
  burst_here = nullptr;
  CountWrites(*memory, record);
  if (record.endless > 0) KeepForGood(memory);
  performance_.seen_.bursts.push_back(std::move(record));
}

}  // namespace wfx
