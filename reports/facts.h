// What a run record holds, as plain data: what ran, where, and what came of it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "runner/result.h"
#include "runner/scenario/catalogue.h"

namespace wfx {

struct RunFacts {
  std::string id;          // random, 16 hex digits
  std::string start, end;  // UTC, "2026-11-22T04:31:36Z"; an empty end = the run died
  std::string date;        // the judging date, "YYYY-MM-DD"
  std::uint64_t seed = 1;
  double time_scale = 1;
  std::string program;  // "wfx-conformance" or "wfx-bench"
  std::string command;  // as given
  std::string harness_version, commit;
  std::string program_sha256, scenarios_sha256;
  std::string shard;  // "0/1"
  std::uint32_t repeat = 1;
};

struct EnvironmentFacts {
  std::string os, os_build, wine_version, cpu;
  std::uint32_t logical_cpus = 0;
  std::uint64_t memory_bytes = 0;
  std::string clock;  // what timed latencies, its tick and its cost
};

struct ProviderFacts {
  std::string file, sha256;
  std::vector<std::string> replaces;
};

struct SystemFacts {
  std::string base;  // "kernel32"
  std::vector<ProviderFacts> providers;
};

struct RunRecord {
  RunFacts run;
  EnvironmentFacts environment;
  SystemFacts system;
  std::vector<TargetFacts> targets;
  std::map<std::string, std::string>
      scenarios;  // id -> text, of every scenario a result or measurement names
  std::map<std::string, Requirement> requirements;  // of those scenarios
  std::vector<Deviation> deviations;                // those in force
  std::vector<Declared> declared;                   // what --declare came to
  std::vector<Result> results;
  std::vector<Measurement> measurements;
  std::uint64_t planned = 0;  // results and measurements the run set out to have
  std::vector<std::string>
      warnings;  // said while reading, never written: a torn last line, a newer journal
};

// True when the run ended and has all it planned.
bool IsComplete(const RunRecord& record);
// True when nothing in the record breaks the run, a failed declaration included. An incomplete
// record can still hold.
bool Held(const RunRecord& record);

}  // namespace wfx
