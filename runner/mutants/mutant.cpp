#include "runner/mutants/mutant.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <type_traits>
#include <vector>

#include "runner/mutants/areas.h"
#include "runner/mutants/state.h"

namespace wfx {
namespace mutants {
namespace {

std::atomic<State*> now{nullptr};

std::vector<Mutant> Collected() {
  std::vector<Mutant> all;
  for (const auto area :
       {AppendMutants(),      BufferMutants(),       CancelMutants(),      CompletionMutants(),
        FileTimeMutants(),    HandleMutants(),       LockedRangeMutants(), NullWriteMutants(),
        OffsetMutants(),      OplockMutants(),       PipeMutants(),        SeldomMutants(),
        SpaceMutants(),       StreamAsyncMutants(),  StreamDataMutants(),  UnbufferedMutants(),
        ViewMutants(),        VolumeMutants(),       WriteFileMutants(),   BlockedCallMutants(),
        MailslotMutants(),    NotificationMutants(), OpeningMutants(),     OpenFileMutants(),
        TransactionMutants(), DeviceMutants(),       SocketMutants(),      RemotePipeMutants()}) {
    all.insert(all.end(), area.begin(), area.end());
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Mutant& a, const Mutant& b) { return a.requirement < b.requirement; });
  return all;
}

// Kept for good: see State.
State& Renewed(const Win32Api& base) {
  static auto& kept = *new std::vector<std::unique_ptr<State>>;
  kept.push_back(std::make_unique<State>(base));
  return *kept.back();
}

}  // namespace

State& Now() {
  static State nothing{Win32Api{}};
  State* state = now.load();
  return state == nullptr ? nothing : *state;
}

Doing& Here() {
  thread_local Doing here;
  return here;
}

}  // namespace mutants

std::span<const Mutant> AllMutants() {
  static const std::vector<Mutant> all = mutants::Collected();
  return all;
}

const Mutant* FindMutant(std::string_view name) {
  const auto all = AllMutants();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Mutant& each) { return each.name == name; });
  return found == all.end() ? nullptr : &*found;
}

Win32Api Mutated(const Mutant& mutant, const Win32Api& base) {
  mutants::now = &mutants::Renewed(base);
  Win32Api table = base;
  if (mutant.apply != nullptr) mutant.apply(table);
  // What the system below lacks no mutant brings back.
  std::vector<bool> missing;
  ForEachFunction(base, [&](const char*, const char*, const auto& slot) {
    missing.push_back(slot == nullptr);
  });
  std::size_t number = 0;
  ForEachFunction(table, [&](const char*, const char*, auto& slot) {
    if (missing[number++]) slot = nullptr;
  });
  return table;
}

StreamAsyncApi MutatedStreams(const Mutant& mutant) {
  StreamAsyncApi streams;
  if (mutant.apply_to_streams != nullptr) mutant.apply_to_streams(streams);
  return streams;
}

const Win32Api& Base() { return mutants::Now().base; }

std::span<const UnprovenRequirement> Unproven() { return {}; }

}  // namespace wfx
