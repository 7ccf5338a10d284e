// A provider that hangs: WriteFileEx with length 7778 never returns. Every other write is
// forwarded.
#include <chrono>
#include <thread>

#include "tools/test_providers/layer_below.h"

namespace {

constexpr DWORD kEndlessLength = 7778;

}  // namespace

BOOL WINAPI Provider_WriteFileEx(HANDLE file, LPCVOID buffer, DWORD length, LPOVERLAPPED overlapped,
                                 LPOVERLAPPED_COMPLETION_ROUTINE routine) {
  // Not the Sleep of the table: on the model's clock that would pass in no time.
  while (length == kEndlessLength) std::this_thread::sleep_for(std::chrono::hours(1));
  return write_file_ex_below(file, buffer, length, overlapped, routine);
}
