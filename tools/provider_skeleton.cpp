// A provider to start from: it counts the writes that pass through it and changes nothing. What it
// does not export stays the layer below's. docs/provider.md says how to build, run and extend it.
#include <atomic>
#include <cstdint>
#include <cstdio>

#include "runner/win32/export.h"
#include "runner/win32/types.h"

namespace {

// The layer below, known from WfxBind on: one member for each function that is called there.
struct Below {
  decltype(&::WriteFileEx) WriteFileEx = nullptr;  // NOLINT(readability-identifier-naming)
};
Below below;

// The writes that the layer below took. Any thread may write at any time.
struct Count {
  std::atomic<std::uint64_t> calls = 0;
  std::atomic<std::uint64_t> bytes = 0;  // as asked for; only the completion routine learns more

  // At unload, which is the normal end of the process.
  ~Count() {
    if (calls == 0) return;
    std::fprintf(stderr, "provider_skeleton: %llu calls of WriteFileEx, %llu bytes\n",
                 static_cast<unsigned long long>(calls.load()),
                 static_cast<unsigned long long>(bytes.load()));
  }
};
Count count;

}  // namespace

// NOLINTBEGIN(readability-identifier-naming): provider_skeleton.def uses these names.
extern "C" {

void WfxBind(void* (*next)(const char* name)) WFX_EXPORTED_AS("WfxBind");
BOOL WINAPI Skeleton_WriteFileEx(HANDLE file, LPCVOID buffer, DWORD length, LPOVERLAPPED overlapped,
                                 LPOVERLAPPED_COMPLETION_ROUTINE routine)
    WFX_EXPORTED_AS("WriteFileEx");
void SkeletonCount(std::uint64_t* calls, std::uint64_t* bytes) WFX_EXPORTED_AS("SkeletonCount");

void WfxBind(void* (*next)(const char* name)) {
  below.WriteFileEx = reinterpret_cast<decltype(below.WriteFileEx)>(next("WriteFileEx"));
}

BOOL WINAPI Skeleton_WriteFileEx(HANDLE file, LPCVOID buffer, DWORD length, LPOVERLAPPED overlapped,
                                 LPOVERLAPPED_COMPLETION_ROUTINE routine) {
  const BOOL accepted = below.WriteFileEx(file, buffer, length, overlapped, routine);
  // From here to the return nothing may call Windows: the caller wants this call's last error.
  if (accepted) {
    ++count.calls;
    count.bytes += length;
  }
  return accepted;
}

// The same figures for a program that loads this library itself.
void SkeletonCount(std::uint64_t* calls, std::uint64_t* bytes) {
  *calls = count.calls;
  *bytes = count.bytes;
}

}  // extern "C"
// NOLINTEND(readability-identifier-naming)
