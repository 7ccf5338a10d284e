// The seam of the streams under test, beside the table of Win32 functions: every method that the
// harness calls on an IStreamAsync goes through this table.
#pragma once

#include "runner/win32/types.h"

struct IStreamAsync;

namespace wfx {

// Its functions call the stream's own methods unless one was replaced. Plain data: copy it, and
// replace an entry by assignment.
struct StreamAsyncApi {
  StreamAsyncApi();

  // NOLINTBEGIN(readability-identifier-naming): the methods' names.
  HRESULT (*WriteAsync)
  (IStreamAsync* stream, const void* buffer, DWORD length, LPDWORD written,
   LPOVERLAPPED overlapped);
  HRESULT (*OverlappedResult)
  (IStreamAsync* stream, LPOVERLAPPED overlapped, LPDWORD bytes, BOOL wait);
  HRESULT (*CancelIo)(IStreamAsync* stream);
  HRESULT (*Seek)(IStreamAsync* stream, LARGE_INTEGER move, DWORD origin, ULARGE_INTEGER* position);
  // NOLINTEND(readability-identifier-naming)
};

// IUnknown::Release. Null is left alone.
void Release(IStreamAsync* stream);

// Opens `path` as somebody's stream: what a provider exports as WfxOpenStreamAsync. `stgm` is made
// of the SDK's STGM_ constants. On success `*stream` is an IStreamAsync* that the caller releases.
using OpenStreamAsyncFunction = HRESULT (*)(const WCHAR* path, DWORD stgm, void** stream);

// What the harness opens every stream with: STGM_READWRITE | STGM_SHARE_DENY_NONE.
inline constexpr DWORD kStreamMode = 0x42;

}  // namespace wfx
