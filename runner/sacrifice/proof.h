// --volume DEVICE --destroy SERIAL: the proof that a volume may be destroyed.
#pragma once

#include <string>
#include <vector>

#include "runner/sacrifice/host.h"
#include "runner/sacrifice/sacrifice.h"

namespace wfx {

// The volume's name. Opens it for reading only. Throws std::runtime_error, one line, which names
// the device, when anything is not as --bless left it. `host` as in Device.
std::string Prove(const Win32Api& api, const Host* host, const Sacrifice& sacrifice);

// The same of each, in that order; two that are one device are refused.
std::vector<std::string> ProveAll(const Win32Api& api, const Host* host,
                                  const std::vector<Sacrifice>& sacrifices);

}  // namespace wfx
