// A Windows command line: words put together and taken apart by the rules of Microsoft's run-time
// library.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wfx {

// The line whose words are `words`; the first is the program.
std::wstring JoinCommandLine(std::span<const std::wstring> words);

// The words of `line`. Unlike shell32's function this loads no library, and unlike MinGW's start-up
// code it expands no `*`.
std::vector<std::wstring> SplitCommandLine(std::wstring_view line);

}  // namespace wfx
