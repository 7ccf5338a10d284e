// The parts of the expectation `records`. See judge_ledger_parts.h.
#pragma once

#include <string>

#include "runner/engine/judge_scene.h"

namespace wfx::judge {

// What was not as expected, one line; "" = all was.
std::string NotOnceAndWhole(const AppendsRecord& appends);
std::string NotInOrder(const AppendsRecord& appends);
std::string NotInTime(const AppendsRecord& appends);

const AppendsRecord* AppendsNamed(const Scene& scene, const std::string& step);

inline std::string Missing(const Scene& scene, const ExpectRecords& expected) {
  return AppendsNamed(scene, expected.appends) == nullptr ? "was not done" : "";
}

template <typename Visit>
void EachPart(const Scene& scene, const ExpectRecords& expected, Visit visit) {
  const std::string subject = "records " + expected.appends;
  const auto seen = [&](std::string (*text)(const AppendsRecord&)) {
    return [&, text] { return text(*AppendsNamed(scene, expected.appends)); };
  };
  if (expected.once_and_whole)
    visit([&] { return subject + " each once and whole"; }, seen(&NotOnceAndWhole));
  if (expected.in_order)
    visit([&] { return subject + " within a writer in order"; }, seen(&NotInOrder));
  if (expected.in_time)
    visit([&] { return subject + " between writers in time"; }, seen(&NotInTime));
}

}  // namespace wfx::judge
