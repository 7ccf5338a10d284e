// What Google Benchmark prints and writes, with the names that the scenarios have.
#pragma once

#include "bench/framework.h"
#include "bench/load_benchmark.h"
#include "runner/session.h"

namespace wfx {

// Runs what is registered.
void RunBenchmarks(const Session& session, const BenchmarkOptions& options, double own_cost_ns,
                   Progress& progress);

}  // namespace wfx
