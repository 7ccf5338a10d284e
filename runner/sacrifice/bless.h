// --bless DEVICE: a person allows that a volume is destroyed.
#pragma once

#include <iosfwd>
#include <string>

#include "runner/sacrifice/host.h"

namespace wfx {

// Shows `device` on `out` and asks on `in` for its size and a token that it prints; then writes the
// block, reads it back and says how to use the volume with the program `program`. Until both
// answers are right nothing is opened for writing. Throws std::runtime_error, one line, when it is
// refused, an answer is wrong or missing, or the system does not let it be locked and written.
// `host` as in Device.
void Bless(const Win32Api& api, const Host* host, const std::string& device,
           const std::string& program, std::istream& in, std::ostream& out);

}  // namespace wfx
