// Which cases a run takes, and in which order.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "runner/options.h"
#include "runner/scenario/catalogue.h"
#include "runner/scenario/declaration.h"
#include "runner/session.h"

namespace wfx {

// Where scenarios are: as given, else `scenarios` in the working directory, beside the program, or
// three folders above it. Throws UsageError.
std::vector<std::filesystem::path> FindScenarios(const Options& options);

// Reads them all. Throws UsageError with one line for each error.
Catalogue ReadSoundCatalogue(const std::vector<std::filesystem::path>& directories);

// Known deviations: the files that were given, else those of `platform` and of labs on it in the
// scenario folders, `deviations/PLATFORM.json` and `deviations/PLATFORM.LAB.json`, where there are
// any. Throws UsageError.
std::vector<Deviation> ReadKnownDeviations(const Options& options,
                                           const std::vector<std::filesystem::path>& directories,
                                           const std::string& platform, const Catalogue& catalogue);

// What --declare names; nothing without it. Throws UsageError, also for a target that the run does
// not have.
Declaration ReadDeclared(const Options& options, const std::vector<std::string>& targets);

// The scenario that establishes a kind of `given`: when it does not hold, the scenarios that need
// it are blocked. Empty = none does.
std::string_view GivenCoveredBy(std::string_view kind);

// The cases --only takes, on each target; scenarios that cover a `given` first. Throws
// NothingSelected.
std::vector<SelectedCase> SelectCases(const Program& program, const Options& options,
                                      const Catalogue& catalogue,
                                      const std::vector<std::string>& targets);

}  // namespace wfx
