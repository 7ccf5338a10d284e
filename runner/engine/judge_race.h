// The part of the expectation `race`: whether its calls can have taken effect in some order. See
// judge_ledger_parts.h for what parts are.
#pragma once

#include <string>

#include "runner/engine/judge_scene.h"

namespace wfx::judge {

// Which kind of call no order explains, without places and times, which differ from run to run: ""
// when all are explained, and the cells hold what they may hold.
//
// An order explains a race when each call takes effect at one moment between its begin and its end,
// and there each reports what it must: a lock is granted when no other overlaps it, a write goes
// through when no other thread holds a lock on a byte of it. The search is exact. What two writes
// without a lock leave in a cell is not said anywhere, so of the cells only this is judged: that
// each holds bytes of writes that went through and were not surely written over.
std::string WhatNoOrderExplains(const RaceRecord& race);

const RaceRecord* RaceNamed(const Scene& scene, const std::string& step);

inline std::string Missing(const Scene& scene, const ExpectRace& expected) {
  return RaceNamed(scene, expected.race) == nullptr ? "was not done" : "";
}

template <typename Visit>
void EachPart(const Scene& scene, const ExpectRace& expected, Visit visit) {
  visit([&] { return "race " + expected.race + " explained by some order"; },
        [&] { return WhatNoOrderExplains(*RaceNamed(scene, expected.race)); });
}

}  // namespace wfx::judge
