// The least a program can do to make one write and leave word of it: what the start of wfx-bench is
// held against.
//
//   wfx-minimal-write FILE RECORD    ends 0 when the write completed whole
#include <windows.h>

#include <cstdio>

namespace {

DWORD completed_with = 0, completed_bytes = 0;

void CALLBACK OnCompletion(DWORD error, DWORD bytes, LPOVERLAPPED) {
  completed_with = error;
  completed_bytes = bytes;
}

}  // namespace

int main(int argc, char** argv) {
  static const char kData[4096] = {};
  if (argc != 3) {
    std::fputs("usage: wfx-minimal-write FILE RECORD\n", stderr);
    return 2;
  }
  const HANDLE file = CreateFileA(argv[1], GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS,
                                  FILE_FLAG_OVERLAPPED | FILE_FLAG_DELETE_ON_CLOSE, nullptr);
  OVERLAPPED overlapped{};
  if (file == INVALID_HANDLE_VALUE ||
      !WriteFileEx(file, kData, sizeof kData, &overlapped, &OnCompletion)) {
    std::fprintf(stderr, "wfx-minimal-write: error %lu\n", GetLastError());
    return 2;
  }
  SleepEx(INFINITE, TRUE);
  CloseHandle(file);
  std::FILE* record = std::fopen(argv[2], "w");
  if (record == nullptr) return 2;
  std::fprintf(record, "{\"error\": %lu, \"bytes\": %lu}\n", completed_with, completed_bytes);
  std::fclose(record);
  return completed_with == 0 && completed_bytes == sizeof kData ? 0 : 1;
}
