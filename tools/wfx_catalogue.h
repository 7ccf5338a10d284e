// The scenario folders a command was given.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "runner/scenario/catalogue.h"
#include "tools/wfx_command.h"

namespace wfx {

// The words of the request, its --scenarios, or the folder `scenarios` here. Throws BadRequest when
// there is none.
std::vector<std::filesystem::path> ScenarioFolders(const Request& request, bool words_are_folders);

// Reads the folders. Throws BadRequest with a line for each error in any file.
Catalogue ReadSound(const std::vector<std::filesystem::path>& folders);

// Every deviation known to `folder`/deviations/*.json. Throws BadRequest.
std::vector<Deviation> ReadKnownDeviations(const std::vector<std::filesystem::path>& folders,
                                           const Catalogue& catalogue);

// One deviations file. Throws BadRequest. `catalogue` may be null.
DeviationFile ReadDeviationsFile(const std::filesystem::path& file, const Catalogue* catalogue);

// A line for each error: FILE:LINE: message.
std::string Spell(const std::vector<ReadError>& errors);

// Throws BadRequest when the file cannot be read.
std::string ReadTextFile(const std::filesystem::path& file);

// "locked_range/own/offset=inside": what --only takes, without the target.
std::string CaseId(const Case& subject);

}  // namespace wfx
