// What a judgement looks at: a case, its target's values and what was seen there.
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include "runner/observation.h"
#include "runner/outcome.h"
#include "runner/result.h"
#include "runner/scenario/scenario.h"

namespace wfx {

// `actor` of routines on a thread the scenario does not know.
inline constexpr std::string_view kUnknownActor = "?";
// How many runs of one routine a ledger keeps in full.
inline constexpr std::size_t kKeptCompletions = 4;

// Three references for the length of one judgement.
struct Scene {
  const Case& subject;
  const Bindings& bindings;
  const Observation& seen;

  // Each is null when there is none of that name.
  const WriteRecord* Write(std::string_view name) const;
  const CallRecord* Call(std::string_view name) const;
  const FileRecord* File(std::string_view name) const;
  const LookRecord* Look(std::string_view name) const;
  const OplockRecord* Oplock(std::string_view name) const;
  const Step* StepNamed(std::string_view name) const;
  const WriteStep* WriteStepNamed(std::string_view name) const;
  // The bytes of a write are zeros: it says so, or they come from memory that nobody has filled.
  bool IsOfZeros(std::string_view write) const;
  const StoreStep* StoreStepNamed(std::string_view name) const;
  // The handle of this name, given or asked for by an open, or the one it duplicates.
  const GivenHandle* Handle(std::string_view name) const;
  // Where in `when` a step was done: in its turn, or in the wait that ran the routine it is inside
  // of; the number of steps for what was done in no step.
  std::size_t PositionOf(std::string_view step) const;
  // The file a handle writes to; null for pipes, devices, directories and handles that are none.
  const FileRecord* FileBehind(std::string_view handle) const;
  // The file a view is of.
  const FileRecord* FileOfView(std::string_view view) const;
};

template <typename T>
bool Contains(const std::vector<T>& values, const T& value) {
  return std::ranges::find(values, value) != values.end();
}

}  // namespace wfx
