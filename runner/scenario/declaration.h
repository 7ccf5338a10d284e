// What a vendor declares of the targets of a run: the file of --declare.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runner/scenario/catalogue.h"

namespace wfx {

// What is claimed of one target.
struct Claims {
  struct Capability {
    std::string name;
    int line = 0;
  };
  std::string target;  // "" = of every target
  int line = 0;
  std::optional<std::vector<Capability>> capabilities;  // none: nothing is said of them
  std::optional<std::string> file_system;               // as the system reports it
  int file_system_line = 0;
  std::optional<std::uint64_t> sector;  // bytes
  int sector_line = 0;
};

struct Declaration {
  std::string file;
  std::vector<Claims> claims;
};

// Reads the text of `file`. What is wrong is added to `errors`, all of it.
Declaration ReadDeclaration(std::string_view text, const std::string& file,
                            std::vector<ReadError>& errors);

}  // namespace wfx
