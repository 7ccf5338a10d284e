#include "runner/win32/host_path.h"

namespace wfx {

#ifdef _WIN32

std::string HostPathOf(const WideString& path) {
  using Function = char*(CDECL*)(const WCHAR*);
  const auto get = reinterpret_cast<Function>(reinterpret_cast<void*>(
      GetProcAddress(GetModuleHandleW(L"kernel32.dll"), "wine_get_unix_file_name")));
  if (get == nullptr || path.empty()) return "";
  char* name = get(path.c_str());
  if (name == nullptr) return "";
  std::string found = name;
  HeapFree(GetProcessHeap(), 0, name);
  return found;
}

#else

std::string HostPathOf(const WideString&) { return ""; }

#endif

}  // namespace wfx
