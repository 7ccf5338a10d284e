#include "runner/win32/read_to_end.h"

#include <vector>

namespace wfx {

std::string ReadToEnd(const Win32Api& api, HANDLE handle) {
  std::string text;
  std::vector<char> chunk(1 << 16);
  DWORD got = 0;
  while (api.ReadFile(handle, chunk.data(), static_cast<DWORD>(chunk.size()), &got, nullptr) &&
         got > 0) {
    text.append(chunk.data(), got);
  }
  return text;
}

}  // namespace wfx
