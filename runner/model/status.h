// NTSTATUS values, and what Win32 makes of them.
#pragma once

#include "runner/win32/types.h"

namespace wfx::model {

using Status = DWORD;  // an NTSTATUS

// Success and information; warnings and errors are not.
inline bool Succeeded(Status status) { return (status >> 31) == 0; }
inline bool IsWarning(Status status) { return (status >> 30) == 2; }
inline bool IsError(Status status) { return (status >> 30) == 3; }

// What GetLastError says after a call that ended with `status`, as RtlNtStatusToDosError does;
// ERROR_MR_MID_NOT_FOUND for one the model does not use.
DWORD ErrorOf(Status status);

}  // namespace wfx::model
