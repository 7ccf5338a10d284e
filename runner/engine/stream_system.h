// Where the streams of each subject come from on one system.
#pragma once

#include <string>

#include "runner/scenario/given.h"
#include "runner/win32/api.h"
#include "runner/win32/stream_async.h"

namespace wfx {

// Opens a shell stream, and says which step refused it.
using OpenShellStreamFunction = HRESULT (*)(const WCHAR* path, DWORD stgm, void** stream,
                                            std::string* refused);

// Plain data.
struct StreamSystem {
  StreamAsyncApi api;                          // what methods are called through
  OpenStreamAsyncFunction provider = nullptr;  // of the provider loaded last; null = none has it
  OpenShellStreamFunction shell = nullptr;     // null where the system's files are not the Shell's
};

// Opens `path` for reading and writing. Gives null on failure, and in `problem` what the system
// said, one line.
IStreamAsync* OpenStream(const Win32Api& api, const StreamSystem& streams, StreamSubject subject,
                         const WCHAR* path, std::string& problem);

}  // namespace wfx
