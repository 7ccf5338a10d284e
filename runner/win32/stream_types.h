// COM streams. On Windows they come from the SDK; elsewhere the same interfaces are declared by
// hand, with the same order of methods in their tables of functions, so that the reference adapter
// and the engine compile and run there too.
#pragma once

#include <cstring>

#include "runner/win32/types.h"

// NOLINTBEGIN(readability-identifier-naming): the SDK's names.
#ifdef _WIN32
#include <objbase.h>
#include <shobjidl.h>
#else

using REFIID = const GUID&;
using CLSID = GUID;
using LPOLESTR = WCHAR*;

struct STATSTG {
  LPOLESTR pwcsName;
  DWORD type;
  ULARGE_INTEGER cbSize;
  FILETIME mtime, ctime, atime;
  DWORD grfMode, grfLocksSupported;
  CLSID clsid;
  DWORD grfStateBits, reserved;
};

// Nothing owns an interface by its type: objects end with their last Release.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"

struct IUnknown {
  virtual HRESULT QueryInterface(REFIID id, void** object) = 0;
  virtual ULONG AddRef() = 0;
  virtual ULONG Release() = 0;
};

struct ISequentialStream : IUnknown {
  virtual HRESULT Read(void* buffer, ULONG length, ULONG* read) = 0;
  virtual HRESULT Write(const void* buffer, ULONG length, ULONG* written) = 0;
};

struct IStream : ISequentialStream {
  virtual HRESULT Seek(LARGE_INTEGER move, DWORD origin, ULARGE_INTEGER* position) = 0;
  virtual HRESULT SetSize(ULARGE_INTEGER size) = 0;
  virtual HRESULT CopyTo(IStream* stream, ULARGE_INTEGER length, ULARGE_INTEGER* read,
                         ULARGE_INTEGER* written) = 0;
  virtual HRESULT Commit(DWORD flags) = 0;
  virtual HRESULT Revert() = 0;
  virtual HRESULT LockRegion(ULARGE_INTEGER offset, ULARGE_INTEGER length, DWORD type) = 0;
  virtual HRESULT UnlockRegion(ULARGE_INTEGER offset, ULARGE_INTEGER length, DWORD type) = 0;
  virtual HRESULT Stat(STATSTG* facts, DWORD flags) = 0;
  virtual HRESULT Clone(IStream** stream) = 0;
};

struct IStreamAsync : IStream {
  virtual HRESULT ReadAsync(void* buffer, DWORD length, LPDWORD read, LPOVERLAPPED overlapped) = 0;
  virtual HRESULT WriteAsync(const void* buffer, DWORD length, LPDWORD written,
                             LPOVERLAPPED overlapped) = 0;
  virtual HRESULT OverlappedResult(LPOVERLAPPED overlapped, LPDWORD bytes, BOOL wait) = 0;
  virtual HRESULT CancelIo() = 0;
};

#pragma GCC diagnostic pop

#define STDMETHODCALLTYPE

inline constexpr DWORD STGTY_STREAM = 2;

#endif
// NOLINTEND(readability-identifier-naming)

namespace wfx {

// The ids of the interfaces, which need no import library this way.
inline constexpr GUID kIidUnknown = {0, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}};
inline constexpr GUID kIidSequentialStream = {
    0x0C733A30, 0x2A1C, 0x11CE, {0xAD, 0xE5, 0x00, 0xAA, 0x00, 0x44, 0x77, 0x3D}};
inline constexpr GUID kIidStream = {0xC, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}};
inline constexpr GUID kIidStreamAsync = {
    0xFE0B6665, 0xE0CA, 0x49B9, {0xA1, 0x78, 0x2B, 0x5C, 0xB4, 0x8D, 0x92, 0xA5}};

inline bool IsSame(const GUID& one, const GUID& other) {
  return std::memcmp(&one, &other, sizeof(GUID)) == 0;
}

}  // namespace wfx
