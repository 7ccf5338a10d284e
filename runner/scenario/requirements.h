// Reads the files of requirements: every testable sentence of the documentation.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runner/scenario/catalogue.h"

namespace wfx {

// Reads one file. `area` is its name without .json. Adds what is wrong to `errors`; such a
// requirement is still returned, so that scenarios which name it are not wrong too.
std::vector<Requirement> ReadRequirements(std::string_view text, const std::string& area,
                                          const std::string& file, std::vector<ReadError>& errors);

}  // namespace wfx
