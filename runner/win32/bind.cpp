#include "runner/win32/bind.h"

#include <stdexcept>
#include <type_traits>

namespace wfx {

#ifdef _WIN32

bool HasSystemApi() { return true; }

Win32Api SystemApi() {
  Win32Api table;
  ForEachFunction(table, [](const char* name, const char* dll, auto& slot) {
    const HMODULE module = LoadLibraryExA(dll, nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
    if (module == nullptr) return;
    // Through void*, because compilers warn of a cast from one kind of function to another.
    slot = reinterpret_cast<std::remove_reference_t<decltype(slot)>>(
        reinterpret_cast<void*>(GetProcAddress(module, name)));
  });
  return table;
}

#else

bool HasSystemApi() { return false; }

Win32Api SystemApi() {
  throw std::runtime_error(
      "there is no kernel32 here: this program does not run on Windows or Wine; use --system "
      "model");
}

#endif

}  // namespace wfx
