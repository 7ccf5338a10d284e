#include "runner/win32/library.h"

#ifdef _WIN32
#include "runner/names.h"
#include "runner/win32/text.h"
#include "runner/win32/types.h"
#else
#include <dlfcn.h>
#include <link.h>
#endif

namespace wfx {

#ifdef _WIN32

namespace {

std::string SystemText(DWORD code) {
  WCHAR text[512];
  DWORD length = FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, nullptr,
                                code, 0, text, static_cast<DWORD>(std::size(text)), nullptr);
  while (length > 0 && (text[length - 1] <= L' ' || text[length - 1] == L'.')) --length;
  const std::string described = DescribeError(code);
  return length == 0 ? described : Narrow({text, length}) + ": " + described;
}

}  // namespace

void* OpenLibrary(const std::filesystem::path& path, std::string& error) {
  // Without this a missing dependency opens a dialog box, which nobody answers in CI.
  DWORD previous = 0;
  SetThreadErrorMode(SEM_FAILCRITICALERRORS | SEM_NOOPENFILEERRORBOX, &previous);
  const HMODULE module = LoadLibraryExW(path.c_str(), nullptr, LOAD_WITH_ALTERED_SEARCH_PATH);
  const DWORD code = GetLastError();
  SetThreadErrorMode(previous, nullptr);
  if (module == nullptr) error = SystemText(code);
  return module;
}

void CloseLibrary(void* library) { FreeLibrary(static_cast<HMODULE>(library)); }

void* FindExport(void* library, const char* name) {
  return reinterpret_cast<void*>(GetProcAddress(static_cast<HMODULE>(library), name));
}

#else

void* OpenLibrary(const std::filesystem::path& path, std::string& error) {
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) error = dlerror();  // NOLINT(concurrency-mt-unsafe)
  return library;
}

void CloseLibrary(void* library) { dlclose(library); }

void* FindExport(void* library, const char* name) {
  void* found = dlsym(library, name);
  if (found == nullptr) return nullptr;
  // dlsym also searches the library's dependencies.
  Dl_info information;
  void* owner = nullptr;
  link_map* own = nullptr;
  if (dladdr1(found, &information, &owner, RTLD_DL_LINKMAP) == 0) return nullptr;
  if (dlinfo(library, RTLD_DI_LINKMAP, &own) != 0) return nullptr;
  return owner == own ? found : nullptr;
}

#endif

}  // namespace wfx
