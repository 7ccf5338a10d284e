// What the requirements stand on: the facts they name as sources, and the documents behind those.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runner/scenario/catalogue.h"

namespace wfx {

// Adds what one file of the folder sources/ holds, and what is wrong there to `errors`.
void ReadSources(std::string_view text, const std::string& file, Sources& sources,
                 std::vector<ReadError>& errors);

// The keys of the documents that `where` names in brackets, in their order, each once.
std::vector<std::string> DocumentsIn(std::string_view where);

// "" when `source`, "files:WFX-LCK-002", is a fact, or is of a sheet of which no fact is known:
// others may bring their own. Otherwise what is wrong with it.
std::string WhatIsWrongWith(const std::string& source, const Sources& sources);

}  // namespace wfx
