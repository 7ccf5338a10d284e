// What every test provider shares: it replaces WriteFileEx alone, over the layer below. A provider
// is one source that defines Provider_WriteFileEx, linked with layer_below.cpp.
#pragma once

#include "runner/win32/export.h"
#include "runner/win32/types.h"

// WriteFileEx of the layer below, known from WfxBind on.
extern decltype(&::WriteFileEx) write_file_ex_below;

extern "C" {

void WfxBind(void* (*next)(const char* name)) WFX_EXPORTED_AS("WfxBind");

// The provider's WriteFileEx.
// NOLINTNEXTLINE(readability-identifier-naming): exports.def uses this name.
BOOL WINAPI Provider_WriteFileEx(HANDLE file, LPCVOID buffer, DWORD length, LPOVERLAPPED overlapped,
                                 LPOVERLAPPED_COMPLETION_ROUTINE routine)
    WFX_EXPORTED_AS("WriteFileEx");

}  // extern "C"
