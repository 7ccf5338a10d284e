// What the writes of a load are issued with: WriteFileEx, and the other ways a program has to write
// a file while it goes on.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

namespace wfx {

enum class LoadApi {
  kWriteFileEx,
  kWriteFileWithEvent,
  kWriteFileWithPort,
  kSynchronousWriteFile,
  kWriteFileGather,
  kIoRing,
  kStream,
};

struct LoadApiFacts {
  std::string_view name;  // as `api` spells it
  std::string_view doc;   // how a completion becomes known, after "a write is complete when "
  std::uint32_t deepest;  // most that one thread can have outstanding
  std::string_view need;  // what a target must be able to do; "" = nothing
  std::array<std::string_view, 6> functions;  // that are called; "" = no more
};

inline constexpr std::uint32_t kAnyDepth = std::numeric_limits<std::uint32_t>::max();
// MAXIMUM_WAIT_OBJECTS: so many events one wait takes.
inline constexpr std::uint32_t kMostEvents = 64;

// I/O rings are a need, not functions: they may be there and take no writes.
inline constexpr std::array<LoadApiFacts, 7> kLoadApis{{
    {"WriteFileEx", "its completion routine runs", kAnyDepth, "", {"WriteFileEx"}},
    {"WriteFile with event",
     "the wait for the event of its OVERLAPPED returns",
     kMostEvents,
     "",
     {"WriteFile", "CreateEventW", "WaitForMultipleObjectsEx", "WaitForSingleObjectEx",
      "GetOverlappedResult"}},
    {"WriteFile with completion port",
     "GetQueuedCompletionStatus gives its packet",
     kAnyDepth,
     "completion_ports",
     {"WriteFile", "CreateIoCompletionPort", "GetQueuedCompletionStatus"}},
    {"synchronous WriteFile", "the call returns", 1, "", {"WriteFile"}},
    {"WriteFileGather",
     "the wait for the event of its OVERLAPPED returns",
     kMostEvents,
     "unbuffered_io",
     {"WriteFileGather", "CreateEventW", "WaitForMultipleObjectsEx", "WaitForSingleObjectEx",
      "GetOverlappedResult"}},
    {"BuildIoRingWriteFile",
     "PopIoRingCompletion gives its entry",
     kAnyDepth,
     "io_rings",
     {"CreateEventW", "WaitForSingleObjectEx"}},
    {"IStreamAsync::WriteAsync",
     "the wait for the event of its OVERLAPPED returns",
     kMostEvents,
     "",
     {"CreateEventW", "WaitForMultipleObjectsEx", "WaitForSingleObjectEx"}},
}};

constexpr const LoadApiFacts& Describe(LoadApi api) {
  return kLoadApis[static_cast<std::size_t>(api)];
}

}  // namespace wfx
