// Off Windows: the SDK's basic types, handles, OVERLAPPED and the pointers to routines.
#pragma once

#include <cstdint>

// NOLINTBEGIN(readability-identifier-naming, modernize-use-using): the SDK's names.
// The SDK's unnamed members are what Win32 code reads and writes.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"

#define WINAPI
#define CALLBACK

using BOOL = std::int32_t;
using BOOLEAN = std::uint8_t;
using BYTE = std::uint8_t;
using WORD = std::uint16_t;
using USHORT = std::uint16_t;
using LONG = std::int32_t;
using ULONG = std::uint32_t;
using DWORD = std::uint32_t;
using LONGLONG = std::int64_t;
using ULONGLONG = std::uint64_t;
using LONG_PTR = std::intptr_t;
using ULONG_PTR = std::uintptr_t;
using SIZE_T = ULONG_PTR;
using WCHAR = char16_t;
using HRESULT = LONG;
using HANDLE = void*;

using PVOID = void*;
using LPVOID = void*;
using LPCVOID = const void*;
using LPWSTR = WCHAR*;
using LPCWSTR = const WCHAR*;
using LPBOOL = BOOL*;
using LPDWORD = DWORD*;
using PLONG = LONG*;
using PULONG = ULONG*;
using PUSHORT = USHORT*;
using PULONG_PTR = ULONG_PTR*;
using PHANDLE = HANDLE*;
using LPHANDLE = HANDLE*;

inline constexpr BOOL FALSE = 0;
inline constexpr BOOL TRUE = 1;

struct GUID {
  ULONG Data1;
  USHORT Data2, Data3;
  BYTE Data4[8];
};
using LPGUID = GUID*;

union LARGE_INTEGER {
  struct {
    DWORD LowPart;
    LONG HighPart;
  };
  struct {
    DWORD LowPart;
    LONG HighPart;
  } u;
  LONGLONG QuadPart;
};
using PLARGE_INTEGER = LARGE_INTEGER*;

union ULARGE_INTEGER {
  struct {
    DWORD LowPart;
    DWORD HighPart;
  };
  struct {
    DWORD LowPart;
    DWORD HighPart;
  } u;
  ULONGLONG QuadPart;
};
using PULARGE_INTEGER = ULARGE_INTEGER*;

struct FILETIME {
  DWORD dwLowDateTime;
  DWORD dwHighDateTime;
};
using LPFILETIME = FILETIME*;

struct SECURITY_ATTRIBUTES {
  DWORD nLength;
  LPVOID lpSecurityDescriptor;
  BOOL bInheritHandle;
};
using LPSECURITY_ATTRIBUTES = SECURITY_ATTRIBUTES*;

struct OVERLAPPED {
  ULONG_PTR Internal;
  ULONG_PTR InternalHigh;
  union {
    struct {
      DWORD Offset;
      DWORD OffsetHigh;
    };
    PVOID Pointer;
  };
  HANDLE hEvent;
};
using LPOVERLAPPED = OVERLAPPED*;

struct OVERLAPPED_ENTRY {
  ULONG_PTR lpCompletionKey;
  LPOVERLAPPED lpOverlapped;
  ULONG_PTR Internal;
  DWORD dwNumberOfBytesTransferred;
};
using LPOVERLAPPED_ENTRY = OVERLAPPED_ENTRY*;

union FILE_SEGMENT_ELEMENT {
  PVOID Buffer;
  ULONGLONG Alignment;
};

using LPOVERLAPPED_COMPLETION_ROUTINE = void(CALLBACK*)(DWORD error, DWORD bytes,
                                                        LPOVERLAPPED overlapped);
using PAPCFUNC = void(CALLBACK*)(ULONG_PTR parameter);

#define INVALID_HANDLE_VALUE (reinterpret_cast<HANDLE>(static_cast<LONG_PTR>(-1)))

#pragma GCC diagnostic pop
// NOLINTEND(readability-identifier-naming, modernize-use-using)
