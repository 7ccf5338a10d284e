// What the load engine reports, held against what a system with known latencies knows of itself.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "bench/calibration/known_latency.h"
#include "runner/result.h"
#include "runner/win32/api.h"

namespace wfx {

// One load on one distribution.
struct CalibrationCase {
  LatencyShape shape = LatencyShape::kConstant;
  std::uint32_t queue_depth = 1;  // of a closed loop
  double rate = 0;                // of an open loop, writes a second; 0 = closed

  std::string Loop() const;  // "closed, depth 8" or "open, 5000/s"
};

// Every distribution, closed at depth 1, 8 and 32, and open.
std::vector<CalibrationCase> CalibrationCases();

// How far a reported figure may be from the truth.
struct CalibrationBounds {
  double p50 = 0.02, p99 = 0.05, p999 = 0.10, kept_depth = 0.01;
};

struct Calibrated {
  CalibrationCase of;
  KnownLatency::Truth truth;
  std::uint64_t writes = 0;  // as reported, as is all that follows
  Latency latency;
  double kept_depth = 0;
  std::vector<std::string> errors;

  // Reported / truth - 1.
  double ErrorOfP50() const { return latency.p50 / truth.p50 - 1; }
  double ErrorOfP99() const { return latency.p99 / truth.p99 - 1; }
  double ErrorOfP999() const { return latency.p999 / truth.p999 - 1; }
  double ErrorOfDepth() const { return kept_depth / truth.kept_depth - 1; }
  // No error, writes on both sides, and every figure within its bound.
  bool Holds(const CalibrationBounds& bounds) const;
};

// The loop on a clock that moves only when the system waits: takes milliseconds, and gives the same
// every time.
Calibrated CalibrateInVirtualTime(const CalibrationCase& what, std::chrono::nanoseconds lasts);

// A whole load, from a case to its measurement, with delays that really pass. `below` is for all
// but the writes: its file is in `directory`.
Calibrated CalibrateInRealTime(const CalibrationCase& what, std::chrono::nanoseconds lasts,
                               const Win32Api& below, const std::string& directory);

}  // namespace wfx
