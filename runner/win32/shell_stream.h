// The streams that Windows' Shell hands out for files.
#pragma once

#include <string>

#include "runner/win32/stream_async.h"

namespace wfx {

// Makes a shell item of `path`, binds its stream (BHID_Stream, with `stgm` in the bind context) and
// asks it for IStreamAsync. Everything is looked up at run time: nothing of the Shell is needed to
// load this program. On success `*stream` is an IStreamAsync* that the caller releases. Otherwise
// the HRESULT is what the step in `*refused` gave, "IShellItem::BindToHandler". `refused` may be
// null. Off Windows there is no Shell: E_NOTIMPL.
// Joins the multithreaded apartment for as long as the process lives, at the first call.
HRESULT OpenShellStream(const WCHAR* path, DWORD stgm, void** stream, std::string* refused);

}  // namespace wfx
