// A provider that crashes: WriteFileEx with length 7777 writes through a null pointer. Every other
// write is forwarded.
#include "tools/test_providers/layer_below.h"

namespace {

constexpr DWORD kFatalLength = 7777;

}  // namespace

BOOL WINAPI Provider_WriteFileEx(HANDLE file, LPCVOID buffer, DWORD length, LPOVERLAPPED overlapped,
                                 LPOVERLAPPED_COMPLETION_ROUTINE routine) {
  if (length == kFatalLength) {
    // Volatile, or the compiler sees where it points and leaves the write out.
    volatile int* volatile nowhere = nullptr;
    *nowhere = 1;
  }
  return write_file_ex_below(file, buffer, length, overlapped, routine);
}
