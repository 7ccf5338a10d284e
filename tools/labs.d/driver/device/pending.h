// Writes that are under way, and the thread that ends them.
#pragma once

#include "tools/labs.d/driver/device/admission.h"

namespace wfx::lab {

// The status of a call on the driver's own handle, once it is over.
NTSTATUS Settle(HANDLE file, NTSTATUS status, IO_STATUS_BLOCK& result);
// Writes to the file below.
NTSTATUS Store(const Open& open, void* bytes, ULONG length, LARGE_INTEGER offset, ULONG& stored);

// Keeps a write for `delay` milliseconds, unless it is cancelled; then `range` of it is stored, or
// it ends with `status`, an error. Gives what the caller returns.
NTSTATUS Pend(IRP* irp, Open* open, const Range& range, NTSTATUS status, Word delay);
void EndPending(Pending* pending);
// Of `open`, or of all (null), the first that is due at `now`; null = none is. It is the caller's,
// who ends it. Sets `next` to when the next one is due, where none is yet.
Pending* TakeDue(const Open* open, Long now, Long& next);
// Until `state.ends`.
void NTAPI WorkThread(void*);

}  // namespace wfx::lab
