// Which devices and sockets a target has.
#pragma once

#include <string>

#include "runner/result.h"
#include "runner/win32/api.h"

namespace wfx {

// Opens the console's screen buffer. Why that fails, or "".
std::string WhyNoConsole(const Win32Api& api);

// Opens the communications device `port`, "\\\\.\\COM3", on `target`, which has been probed: sets
// its capability and where it is.
void UseSerialPort(const Win32Api& api, const std::string& port, TargetFacts& target);

}  // namespace wfx
