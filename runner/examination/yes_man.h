// A system that agrees to every write and does none.
#pragma once

#include "runner/win32/api.h"
#include "runner/win32/stream_async.h"

namespace wfx {

// `base` with a WriteFileEx that returns TRUE, has the routine run in the next alertable wait with
// the count that was asked for, leaves an OVERLAPPED that says the same, and stores nothing. One
// base at a time.
Win32Api YesMan(const Win32Api& base);

// Its streams: WriteAsync returns S_OK with the count that was asked for, sets hEvent and stores
// nothing; OverlappedResult and CancelIo say S_OK.
// REQUIRES: YesMan() was called for the system they are used on.
StreamAsyncApi YesManOfStreams();

}  // namespace wfx
