// I/O rings: what ioringapi.h and ntioring_x.h of the SDK declare, as far as it is used. Declared
// by hand on every platform, because MinGW-w64 knows no writes; who includes this must not include
// those.
#pragma once

#include <cstdint>

// NOLINTBEGIN(readability-identifier-naming, modernize-use-using): the SDK's names.

struct HIORING__;
using HIORING = HIORING__*;

// The first in which a ring takes writes: Windows 11, version 22H2.
inline constexpr DWORD IORING_VERSION_3 = 300;
inline constexpr DWORD IORING_REF_RAW = 0;

struct IORING_CAPABILITIES {
  DWORD MaxVersion;
  DWORD MaxSubmissionQueueSize, MaxCompletionQueueSize;
  DWORD FeatureFlags;
};

struct IORING_CREATE_FLAGS {
  DWORD Required, Advisory;
};

// A handle as it is (IORING_REF_RAW), or the index of one that the ring knows.
struct IORING_HANDLE_REF {
  DWORD Kind;
  union {
    HANDLE Handle;
    DWORD Index;
  } Handle;
};

// An address as it is, or a place in a buffer that the ring knows.
struct IORING_BUFFER_REF {
  DWORD Kind;
  union {
    LPVOID Address;
    struct {
      DWORD BufferIndex, Offset;
    } IndexAndOffset;
  } Buffer;
};

struct IORING_CQE {
  ULONG_PTR UserData;
  HRESULT ResultCode;
  ULONG_PTR Information;
};

extern "C" {

HRESULT WINAPI QueryIoRingCapabilities(IORING_CAPABILITIES*);
HRESULT WINAPI CreateIoRing(DWORD, IORING_CREATE_FLAGS, DWORD, DWORD, HIORING*);
HRESULT WINAPI CloseIoRing(HIORING);
HRESULT WINAPI SetIoRingCompletionEvent(HIORING, HANDLE);
HRESULT WINAPI BuildIoRingWriteFile(HIORING, IORING_HANDLE_REF, IORING_BUFFER_REF, DWORD, ULONGLONG,
                                    DWORD, ULONG_PTR, DWORD);
HRESULT WINAPI SubmitIoRing(HIORING, DWORD, DWORD, DWORD*);
HRESULT WINAPI PopIoRingCompletion(HIORING, IORING_CQE*);

}  // extern "C"
// NOLINTEND(readability-identifier-naming, modernize-use-using)
