// When the scheduled fault happens, for all the functions that write.
#pragma once

#include "runner/mutants/fault.h"

namespace wfx::mutants {

// Counts a write. Gives the fault where it is this one's, once; otherwise null. Any thread.
const ScheduledFault* FaultIsDue();

// WriteFile and WriteFileGather with an OVERLAPPED, and writes of I/O rings. What makes no sense
// for them does not happen.
void LetSiblingsGoWrong(Win32Api& table);

}  // namespace wfx::mutants
