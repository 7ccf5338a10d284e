// Converts between UTF-8, which the harness speaks, and the UTF-16 of Win32.
#pragma once

#include <string>
#include <string_view>

#include "runner/win32/types.h"

namespace wfx {

using WideString = std::basic_string<WCHAR>;
using WideStringView = std::basic_string_view<WCHAR>;

// Pure, without any Win32 call, and total: what is not well-formed UTF-8 (each longest piece that
// could have begun a character) or is an unpaired surrogate becomes U+FFFD.
WideString Wide(std::string_view utf8);
std::string Narrow(WideStringView utf16);

}  // namespace wfx
