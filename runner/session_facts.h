// What the record says of a run besides its results, and how to run a case again.
#pragma once

#include <string>
#include <vector>

#include "reports/facts.h"
#include "runner/options.h"
#include "runner/scenario/catalogue.h"

namespace wfx {

// Now, as "2026-11-22T04:31:36Z".
std::string UtcNow();

// One word of a command as a shell takes it.
std::string ShellWord(const std::string& word);

// The command line that selects exactly `full_id` in the same circumstances.
std::string RerunCommandFor(const Options& options, const std::string& program_as_typed,
                            const std::string& full_id);

// Identity and circumstances of a run that begins now.
RunFacts DescribeRun(const Program& program, const Options& options, const std::string& command,
                     const Catalogue& catalogue);
EnvironmentFacts DescribeEnvironment();

// What deviations files are named after: "wine_8" under Wine 8.0; empty on Windows, where nothing
// is known to deviate.
std::string PlatformName(const EnvironmentFacts& environment);

// The program as its user could type it: under Wine its path on the host.
std::string TypedProgram(const std::string& as_typed);

// How a shell starts that program: with what tools/wine-run says must stand before it.
std::string StartOf(const std::string& program_as_typed);

}  // namespace wfx
