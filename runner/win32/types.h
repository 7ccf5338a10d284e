// The Win32 the harness speaks. On Windows it comes from the SDK; elsewhere the headers below
// declare the same names with the same layout, so that the model and the engine compile and run.
//
// Include this header instead of windows.h, and before anything that includes ntstatus.h or
// winternl.h: it also declares, as DWORD, the NTSTATUS values that windows.h leaves out.
#pragma once

// NOLINTBEGIN(readability-identifier-naming): the SDK's names.

#ifdef _WIN32
#ifndef NOMINMAX
#define NOMINMAX
#endif
#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#include <windows.h>
#include <winioctl.h>
#include <winsock2.h>  // WIN32_LEAN_AND_MEAN keeps the older one out
static_assert(_WIN32_WINNT >= 0x0A00,
              "compile with _WIN32_WINNT=0x0A00: the table binds by look-up");
#include <ktmw32.h>  // needs windows.h before it
#else
#include "runner/win32/base_types.h"    // BOOL, DWORD, HANDLE, OVERLAPPED, ...
#include "runner/win32/file_types.h"    // FILE_*_INFO, BY_HANDLE_FILE_INFORMATION
#include "runner/win32/functions.h"     // prototypes, never defined
#include "runner/win32/socket_types.h"  // SOCKET, sockaddr_in, COMMTIMEOUTS
#include "runner/win32/volume_types.h"  // what the volume and disk control codes carry
#endif

#include "runner/win32/constants.h"
#include "runner/win32/ring_types.h"  // needs the types above

// NOLINTEND(readability-identifier-naming)
