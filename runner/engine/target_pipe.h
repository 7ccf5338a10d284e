// What pipes and mailslots a target has, and what its pipes hold, found out by filling some.
#pragma once

#include <cstdint>
#include <string>

#include "runner/win32/api.h"
#include "runner/win32/text.h"

namespace wfx {

// Makes a pipe and opens its client end. Why that fails, or "". REQUIRES: CreateNamedPipeW.
std::string WhyNoPipes(const Win32Api& api);

// Makes a mailslot and opens its writing end. Why that fails, or "".
std::string WhyNoMailslots(const Win32Api& api);

// The most bytes one write to an empty pipe with buffers of `buffer` bytes may have without being
// kept pending. Searched from `buffer` upwards and downwards, at most 64 KiB away. Gives `buffer`
// when it cannot be found out. REQUIRES: as WhyNoPipes.
std::uint64_t ProbePipeQuota(const Win32Api& api, std::uint32_t buffer);

}  // namespace wfx
