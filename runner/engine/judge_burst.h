// The parts of the expectation `burst`. See judge_ledger_parts.h for what parts are.
#pragma once

#include <string>

#include "runner/engine/judge_scene.h"
#include "runner/engine/judge_texts.h"

namespace wfx::judge {

// What was not as expected, one line; "" = all was.
std::string NotEachOnce(const BurstRecord& burst);
std::string RefusedOtherwise(const BurstRecord& burst, const std::vector<std::uint32_t>& legal);

const BurstRecord* BurstNamed(const Scene& scene, const std::string& step);

inline std::string Missing(const Scene& scene, const ExpectBurst& expected) {
  return BurstNamed(scene, expected.burst) == nullptr ? "was not done" : "";
}

template <typename Visit>
void EachPart(const Scene& scene, const ExpectBurst& expected, Visit visit) {
  const std::string subject = "burst " + expected.burst;
  if (expected.each_once) {
    visit([&] { return subject + " each once"; },
          [&] { return NotEachOnce(*BurstNamed(scene, expected.burst)); });
  }
  if (!expected.refused_with.empty()) {
    visit([&] { return subject + " refused_with " + ErrorsText(expected.refused_with); },
          [&] {
            return RefusedOtherwise(*BurstNamed(scene, expected.burst), expected.refused_with);
          });
  }
}

}  // namespace wfx::judge
