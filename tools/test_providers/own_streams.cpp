// A provider with streams of its own, which are the harness's reference adapter over the layer
// below, and with nothing else. WFX_TEST_FAULT=count makes a stream that says of every write that
// is over at once that it wrote nothing.
#include <cstdlib>
#include <string_view>
#include <type_traits>

#include "runner/win32/export.h"
#include "runner/win32/stream_adapter.h"
#include "runner/win32/stream_types.h"

namespace {

wfx::Win32Api below;

// What the streams work on: `below`, or with the fault in it.
wfx::Win32Api table;

BOOL WINAPI CountNothing(HANDLE file, LPCVOID buffer, DWORD length, LPDWORD written,
                         LPOVERLAPPED overlapped) {
  const BOOL done = below.WriteFile(file, buffer, length, written, overlapped);
  if (done != FALSE && written != nullptr) *written = 0;
  return done;
}

}  // namespace

extern "C" {

void WfxBind(void* (*next)(const char* name)) WFX_EXPORTED_AS("WfxBind");
HRESULT WfxOpenStreamAsync(const WCHAR* path, DWORD stgm, void** stream)
    WFX_EXPORTED_AS("WfxOpenStreamAsync");

void WfxBind(void* (*next)(const char* name)) {
  wfx::ForEachFunction(below, [&](const char* name, const char*, auto& slot) {
    slot = reinterpret_cast<std::remove_reference_t<decltype(slot)>>(next(name));
  });
  table = below;
  const char* fault = std::getenv("WFX_TEST_FAULT");  // NOLINT(concurrency-mt-unsafe)
  if (fault != nullptr && std::string_view(fault) == "count") table.WriteFile = &CountNothing;
}

HRESULT WfxOpenStreamAsync(const WCHAR* path, DWORD stgm, void** stream) {
  IStreamAsync* opened = nullptr;
  const HRESULT result = wfx::OpenStreamAdapter(table, path, stgm, &opened);
  *stream = opened;
  return result;
}

}  // extern "C"
