#include "runner/engine/target_pipe.h"

#include <memory>
#include <optional>
#include <vector>

#include "runner/engine/target_probe.h"
#include "runner/names.h"
#include "runner/win32/handle.h"

namespace wfx {
namespace {

constexpr DWORD kCompletionBound = 20;  // milliseconds; a write that fits is over at once
constexpr DWORD kCancelBound = 2000;
constexpr std::uint32_t kFarthest = 64 << 10;

struct PipePair {
  Handle server, client;
  std::string problem;  // why there is none, else empty
};

PipePair MakePipe(const Win32Api& api, std::uint32_t buffer) {
  PipePair pair;
  const WideString path = Wide("\\\\.\\pipe\\" + ProbeName());
  pair.server =
      Handle(api, api.CreateNamedPipeW(path.c_str(), PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED,
                                       PIPE_TYPE_BYTE | PIPE_WAIT, 1, buffer, buffer, 0, nullptr));
  if (!pair.server.valid()) {
    pair.problem = "CreateNamedPipeW failed with " + DescribeError(api.GetLastError());
    return pair;
  }
  pair.client = Handle(api, api.CreateFileW(path.c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr,
                                            OPEN_EXISTING, FILE_FLAG_OVERLAPPED, nullptr));
  if (!pair.client.valid()) {
    pair.problem =
        "opening the client end of a pipe failed with " + DescribeError(api.GetLastError());
  }
  return pair;
}

// Whether one write of `length` bytes is over at once; nothing when the system does something else.
std::optional<bool> Fits(const Win32Api& api, std::uint32_t buffer, std::uint32_t length) {
  const PipePair pair = MakePipe(api, buffer);
  const Handle event(api, api.CreateEventW(nullptr, TRUE, FALSE, nullptr));
  if (!pair.problem.empty() || !event.valid()) return {};
  struct Request {
    OVERLAPPED overlapped{};
    std::vector<char> bytes;
  };
  auto request = std::make_unique<Request>();
  request->bytes.resize(length);
  request->overlapped.hEvent = event.get();
  DWORD written = 0;
  if (api.WriteFile(pair.server.get(), request->bytes.data(), length, &written,
                    &request->overlapped))
    return true;
  if (api.GetLastError() != ERROR_IO_PENDING) return {};
  if (api.WaitForSingleObject(event.get(), kCompletionBound) == WAIT_OBJECT_0) return true;
  api.CancelIo(pair.server.get());
  // The system may still use what it has not let go of.
  if (api.WaitForSingleObject(event.get(), kCancelBound) != WAIT_OBJECT_0) request.release();
  return false;
}

}  // namespace

std::string WhyNoPipes(const Win32Api& api) { return MakePipe(api, 4096).problem; }

std::string WhyNoMailslots(const Win32Api& api) {
  const WideString path = Wide("\\\\.\\mailslot\\" + ProbeName());
  const Handle reader(api, api.CreateMailslotW(path.c_str(), 0, 0, nullptr));
  if (!reader.valid()) return "CreateMailslotW failed with " + DescribeError(api.GetLastError());
  const Handle writer(api, api.CreateFileW(path.c_str(), GENERIC_WRITE, FILE_SHARE_READ, nullptr,
                                           OPEN_EXISTING, FILE_FLAG_OVERLAPPED, nullptr));
  if (writer.valid()) return "";
  return "opening the writing end of a mailslot failed with " + DescribeError(api.GetLastError());
}

std::uint64_t ProbePipeQuota(const Win32Api& api, std::uint32_t buffer) {
  for (const void* needed :
       {FindFunction(api, "CreateEventW"), FindFunction(api, "WriteFile"),
        FindFunction(api, "CancelIo"), FindFunction(api, "WaitForSingleObject")}) {
    if (needed == nullptr) return buffer;
  }
  const auto as_asked = Fits(api, buffer, buffer);
  const auto one_more = Fits(api, buffer, buffer + 1);
  if (!as_asked || !one_more || (*as_asked && !*one_more)) return buffer;
  // `low` fits, `high` does not.
  std::uint32_t low = *as_asked ? buffer + 1 : 0, high = *as_asked ? buffer + kFarthest : buffer;
  if (const auto farthest = Fits(api, buffer, high); !farthest || *farthest) return buffer;
  while (high - low > 1) {
    const std::uint32_t middle = low + (high - low) / 2;
    const auto fits = Fits(api, buffer, middle);
    if (!fits) return buffer;
    (*fits ? low : high) = middle;
  }
  return low;
}

}  // namespace wfx
