// What the cases that name a requirement came to: whether it was judged at all, and by what.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "runner/result.h"

namespace wfx {

// Of one requirement on one target: how many of its cases ended how.
struct Standing {
  std::uint64_t held = 0, failed = 0;  // judged on the target: pass; fail
  std::uint64_t masked = 0;            // xfail: a known deviation of the platform stands there
  std::uint64_t observed = 0;          // a may requirement
  std::uint64_t not_judged = 0;        // not_run, blocked, error, xpass

  std::uint64_t judged() const { return held + failed; }
  std::uint64_t cases() const { return judged() + masked + observed + not_judged; }
};

// By requirement id, of results on one target.
std::map<std::string, Standing> StandingsOf(const std::vector<const Result*>& results);

}  // namespace wfx
