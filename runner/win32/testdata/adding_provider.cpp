// A provider for provider_test, built twice with another STEP: it adds STEP to what GetFileType of
// the layer below gives.
#include "runner/win32/export.h"
#include "runner/win32/types.h"

namespace {

void* (*next_function)(const char* name) = nullptr;
int binds = 0;

}  // namespace

extern "C" {

void WfxBind(void* (*next)(const char* name)) WFX_EXPORTED_AS("WfxBind");
DWORD WINAPI Provider_GetFileType(HANDLE handle) WFX_EXPORTED_AS("GetFileType");

void WfxBind(void* (*next)(const char* name)) {
  ++binds;
  next_function = next;
}

// Asks for the layer below with each call, not once in WfxBind: `next` stays valid. Gives 1000
// times too many when WfxBind was called more than once.
DWORD WINAPI Provider_GetFileType(HANDLE handle) {
  const auto below = reinterpret_cast<decltype(&::GetFileType)>(next_function("GetFileType"));
  const DWORD result = below == nullptr ? 0 : below(handle);
  if (next_function("NoSuchFunction") != nullptr || next_function(nullptr) != nullptr) return 9999;
  return binds == 1 ? result + STEP : (result + STEP) * 1000;
}

}  // extern "C"
