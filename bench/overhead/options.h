// The options of wfx-overhead.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace wfx {

struct OverheadOptions {
  bool help = false;
  bool is_quick = false;           // tries everything once, judges nothing
  std::string system;              // "kernel32", or "model:" and a personality
  std::string target;              // a directory; "" = a fresh temporary one
  std::string json;                // a file; "" = none
  std::vector<std::string> parts;  // of kParts; empty = all
};

// Throws UsageError, one line: what is wrong and what would be right.
OverheadOptions ParseOverheadOptions(const std::vector<std::string>& arguments);
std::string OverheadHelp();
bool Wants(const OverheadOptions& options, const std::string& part);

}  // namespace wfx
