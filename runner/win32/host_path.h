// Under Wine: where the host keeps what a Windows path names.
#pragma once

#include <string>

#include "runner/win32/text.h"

namespace wfx {

// The host's path of `path` ("\\\\?\\Z:\\tmp\\x.img" -> "/tmp/x.img"), whatever letters are linked
// to; "" where this is not Wine, or the host has nothing of that name. Asks Wine itself, not a
// system under test.
std::string HostPathOf(const WideString& path);

}  // namespace wfx
