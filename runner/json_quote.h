// Text as a JSON string: what whoever writes JSON here writes strings with.
#pragma once

#include <string>
#include <string_view>

namespace wfx {

// Adds `text` to `json` between quotation marks. Bytes that are not UTF-8, which a crashing system
// may leave in a message, become U+FFFD, one each.
void AppendQuoted(std::string& json, std::string_view text);

}  // namespace wfx
