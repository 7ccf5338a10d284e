// Texts in one line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wfx {

// "a, b", or with another separator.
inline std::string Joined(const std::vector<std::string>& texts,
                          std::string_view separator = ", ") {
  std::string joined;
  for (const std::string& text : texts) {
    if (!joined.empty()) joined += separator;
    joined += text;
  }
  return joined;
}

}  // namespace wfx
