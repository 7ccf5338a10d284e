// The constants the harness uses. Off Windows all of them, from the lists that the tables of names
// are made of; on Windows the few that windows.h or MinGW-w64 lacks. Include types.h instead.
#pragma once

// NOLINTBEGIN(readability-identifier-naming): the SDK's names.

#ifdef _WIN32

// windows.h declares only the NTSTATUS values that wait functions and exceptions give.
#define WFX_STATUS(name, number) inline constexpr DWORD name = number;
#define WFX_WINNT_STATUS(name, number)
#include "runner/status_names.inc"

#ifndef ERROR_INVALID_LOCK_RANGE
inline constexpr DWORD ERROR_INVALID_LOCK_RANGE = 307;
#endif
#ifndef ERROR_OFFSET_ALIGNMENT_VIOLATION
inline constexpr DWORD ERROR_OFFSET_ALIGNMENT_VIOLATION = 327;
#endif
#ifndef ERROR_NO_SUCH_DEVICE
inline constexpr DWORD ERROR_NO_SUCH_DEVICE = 433;
#endif
#ifndef ERROR_FILE_SYSTEM_LIMITATION
inline constexpr DWORD ERROR_FILE_SYSTEM_LIMITATION = 665;
#endif
#ifndef ERROR_CANNOT_BREAK_OPLOCK
inline constexpr DWORD ERROR_CANNOT_BREAK_OPLOCK = 802;
#endif
#ifndef ERROR_OPLOCK_HANDLE_CLOSED
inline constexpr DWORD ERROR_OPLOCK_HANDLE_CLOSED = 803;
#endif
#ifndef ERROR_DISK_QUOTA_EXCEEDED
inline constexpr DWORD ERROR_DISK_QUOTA_EXCEEDED = 1295;
#endif
#ifndef ERROR_INVALID_TRANSACTION
inline constexpr DWORD ERROR_INVALID_TRANSACTION = 6700;
#endif
#ifndef ERROR_TRANSACTION_NOT_ACTIVE
inline constexpr DWORD ERROR_TRANSACTION_NOT_ACTIVE = 6701;
#endif
#ifndef ERROR_TRANSACTIONAL_CONFLICT
inline constexpr DWORD ERROR_TRANSACTIONAL_CONFLICT = 6800;
#endif
#ifndef ERROR_TRANSACTIONS_UNSUPPORTED_REMOTE
inline constexpr DWORD ERROR_TRANSACTIONS_UNSUPPORTED_REMOTE = 6805;
#endif
#ifndef ERROR_HANDLE_NO_LONGER_VALID
inline constexpr DWORD ERROR_HANDLE_NO_LONGER_VALID = 6815;
#endif
#ifndef ERROR_EFS_NOT_ALLOWED_IN_TRANSACTION
inline constexpr DWORD ERROR_EFS_NOT_ALLOWED_IN_TRANSACTION = 6831;
#endif
#ifndef FILE_SUPPORTS_BLOCK_REFCOUNTING
inline constexpr DWORD FILE_SUPPORTS_BLOCK_REFCOUNTING = 0x08000000;
#endif

#else

#define WFX_ERROR(name, number) inline constexpr DWORD name = number;
#include "runner/error_names.inc"

#define WFX_STATUS(name, number) inline constexpr DWORD name = number;
#include "runner/status_names.inc"

#define WFX_WAIT(name, number) inline constexpr DWORD name = number;
#include "runner/wait_names.inc"

#define WFX_CONSTANT(kind, name, number) inline constexpr DWORD name = number;
#include "runner/constant_names.inc"

inline constexpr DWORD WAIT_ABANDONED = WAIT_ABANDONED_0;
inline constexpr DWORD MAXIMUM_WAIT_OBJECTS = 64;
inline constexpr DWORD QS_MOUSE = QS_MOUSEMOVE | QS_MOUSEBUTTON;
inline constexpr DWORD QS_ALLINPUT = 0x1CFF;
inline constexpr DWORD INFINITE = 0xFFFFFFFF;
inline constexpr DWORD MAILSLOT_WAIT_FOREVER = 0xFFFFFFFF;
inline constexpr DWORD MAILSLOT_NO_MESSAGE = 0xFFFFFFFF;
inline constexpr DWORD PIPE_UNLIMITED_INSTANCES = 255;
inline constexpr DWORD INVALID_FILE_ATTRIBUTES = 0xFFFFFFFF;
inline constexpr DWORD MAX_PATH = 260;
inline constexpr DWORD RPI_FLAG_SMB2_SHARECAP_CONTINUOUS_AVAILABILITY = 0x10;
inline constexpr DWORD RPI_FLAG_SMB2_SHARECAP_SCALEOUT = 0x20;
inline constexpr DWORD RPI_FLAG_SMB2_SHARECAP_CLUSTER = 0x40;
inline constexpr DWORD PAGE_READWRITE = 4;
inline constexpr DWORD FILE_MAP_WRITE = 2;
inline constexpr DWORD FILE_MAP_READ = 4;
inline constexpr USHORT COMPRESSION_FORMAT_NONE = 0;
inline constexpr USHORT COMPRESSION_FORMAT_DEFAULT = 1;

#define WFX_HRESULT(name, number) inline constexpr HRESULT name = static_cast<HRESULT>(number);
#include "runner/hresult_names.inc"

#endif

// NOLINTEND(readability-identifier-naming)
