// What the run set out to do and how it ended, in a few lines.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "bench/load_benchmark.h"
#include "runner/session.h"

namespace wfx {

// "Measuring 20 cases for 60 s; latencies by TSC, 0.4 ns tick, 25 ns a reading; own cost 80 ns a
// write".
std::string Announcement(const Session& session,
                         const std::vector<std::unique_ptr<LoadBenchmark>>& loads,
                         double own_cost_ns);

// Completion routines that ran after their measurement make it a failed one.
void AmendLate(Session& session);

// True when every planned case has a measurement, or a reason, and none an error.
bool Holds(const Session& session);

// The table of all measurements, failures with how to see them again, and where the record is.
std::string Summary(const Session& session);

// Called on another thread while the system under test hangs: records why and ends the process.
[[noreturn]] void EndHangingRun(Session& session, const std::string& full_id,
                                std::chrono::nanoseconds bound);

}  // namespace wfx
