// The harness's reference adapter: IStreamAsync over an overlapped handle.
#pragma once

#include "runner/win32/api.h"

struct IStreamAsync;

namespace wfx {

// Opens `path`, a file or the client end of a pipe, through `api` with FILE_FLAG_OVERLAPPED and all
// sharing, and gives a stream over that handle. `stgm`: STGM_READ, STGM_WRITE or STGM_READWRITE;
// its other bits are ignored. On success `*stream` has one reference, which is the caller's; the
// last Release closes the handle. On failure `*stream` is null and the HRESULT is CreateFileW's
// error.
//
// WriteAsync, ReadAsync, OverlappedResult and CancelIo are WriteFile, ReadFile, GetOverlappedResult
// and CancelIoEx of the handle and nothing more: Offset and OffsetHigh say where, hEvent is reset
// and set by the system. What WriteFile says is under way becomes
// HRESULT_FROM_WIN32(ERROR_IO_PENDING). The seek pointer belongs to Read, Write and Seek alone.
// CopyTo, Revert, LockRegion, UnlockRegion and Clone give E_NOTIMPL; Stat tells no name.
//
// Thread rule: any thread may call, several at once. REQUIRES: `api` outlives the stream.
HRESULT OpenStreamAdapter(const Win32Api& api, const WCHAR* path, DWORD stgm,
                          IStreamAsync** stream);

}  // namespace wfx
