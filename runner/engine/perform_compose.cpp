// The observation of a case, once it is over.
#include <algorithm>
#include <chrono>
#include <utility>

#include "runner/engine/perform_case.h"

namespace wfx {

std::string Performance::NameOf(std::int32_t doing) const {
  switch (doing) {
    case kBetweenSteps:
      return "between steps";
    case kSettingTheScene:
      return "scene";
    case kCleaningUp:
      return "clean-up";
    case kAfterTheEnd:
      return "late";
    case kUnknown:
      return "";
    default:
      return subject_.when[static_cast<std::size_t>(doing)].name;
  }
}

std::string Performance::ActorName(std::int32_t actor) const {
  return actor < 0 ? "?" : actor_names_[static_cast<std::size_t>(actor)];
}

std::vector<std::string> Performance::RoutinesInside(std::int32_t step) const {
  std::vector<std::pair<std::uint32_t, std::string>> found;
  const auto add = [&](const std::pmr::list<Slot>& slots) {
    for (const Slot& slot : slots) {
      for (const RoutineRun& run : slot.kept_runs) {
        if (run.written.load(std::memory_order_acquire) && run.doing == step) {
          found.emplace_back(run.order, slot.name);
        }
      }
    }
  };
  add(ledger_.writes());
  add(ledger_.apcs());
  std::sort(found.begin(), found.end());
  std::vector<std::string> names;
  for (auto& [order, name] : found) names.push_back(std::move(name));
  return names;
}

WriteRecord Performance::Compose(const Slot& slot) const {
  WriteRecord record;
  record.name = slot.name;
  record.handle = slot.handle;
  record.actor = ActorName(slot.actor);
  record.api = slot.through_stream       ? "IStreamAsync::WriteAsync"
               : slot.through_write_file ? "WriteFile"
                                         : "WriteFileEx";
  record.offset = slot.offset;
  record.length = slot.length;
  record.returned = slot.returned;
  record.last_error_before = kMarker;
  record.last_error = slot.last_error;
  if (slot.through_stream) {
    record.last_error_before = 0;
    record.hresult = slot.hresult;
    if (!slot.without_count) record.count = slot.count;
    record.result = slot.result;
    record.result_bytes = slot.result_bytes;
  }
  record.routines_inside = RoutinesInside(slot.step);
  record.after_call = slot.after_call;
  record.at_end = slot.at_end;
  record.runs = slot.runs.load();
  record.buffer_unchanged = slot.buffer_unchanged;
  record.call_nanoseconds = slot.call_nanoseconds;
  for (const RoutineRun& run : slot.kept_runs) {
    if (!run.written.load(std::memory_order_acquire)) continue;
    if (record.completions.empty()) {
      record.completion_nanoseconds = static_cast<std::uint64_t>(
          std::chrono::duration_cast<Duration>(run.when - slot.issued).count());
    }
    record.completions.push_back({run.error, run.bytes, ActorName(run.actor), NameOf(run.doing),
                                  run.alertable, run.order, run.depth, true, run.words});
  }
  return record;
}

void Performance::Compose() {
  // In the order of issue, whoever issued them.
  auto elsewhere = elsewhere_.begin();
  for (const Slot& slot : ledger_.writes()) {
    for (; elsewhere != elsewhere_.end() && elsewhere->step < slot.step; ++elsewhere)
      seen_.writes.push_back(elsewhere->record);
    seen_.writes.push_back(Compose(slot));
  }
  for (; elsewhere != elsewhere_.end(); ++elsewhere) seen_.writes.push_back(elsewhere->record);
  for (std::size_t call = 0; call < seen_.calls.size(); ++call) {
    seen_.calls[call].routines = RoutinesInside(call_steps_[call]);
  }
  const std::uint32_t strays = std::min<std::uint32_t>(ledger_.stray_count(), Ledger::kKeptStrays);
  for (std::uint32_t number = 0; number < strays; ++number) {
    const StrayRun& run = ledger_.stray(number);
    if (run.written.load(std::memory_order_acquire)) {
      seen_.strays.push_back({run.error, run.bytes, NameOf(run.doing)});
    }
  }
}

}  // namespace wfx
