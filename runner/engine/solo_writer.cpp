#include "runner/engine/solo_writer.h"

#include <vector>

#include "runner/engine/kept_memory.h"
#include "runner/engine/routine_wait.h"
#include "runner/win32/overlapped.h"

namespace wfx {

struct SoloWriter::Request {
  OVERLAPPED overlapped{};
  std::vector<std::uint8_t> bytes;
  std::uint32_t runs = 0;
  DWORD error = 0, count = 0;
};

namespace {

// The routine may come with any pointer, or late: it knows its thread.
struct Ending {
  std::uint32_t runs = 0;
  DWORD error = 0, bytes = 0;
};
thread_local Ending* ending = nullptr;

void CALLBACK NoteEnd(DWORD error, DWORD bytes, LPOVERLAPPED) noexcept {
  if (ending == nullptr) return;
  if (ending->runs++ > 0) return;
  ending->error = error;
  ending->bytes = bytes;
}

}  // namespace

SoloWriter::SoloWriter(const Win32Api& api) : api_(api), request_(std::make_shared<Request>()) {}
SoloWriter::~SoloWriter() = default;

SoloWriter::End SoloWriter::Write(HANDLE file, std::uint64_t offset,
                                  std::span<const std::uint8_t> bytes,
                                  SteadyClock::time_point deadline) {
  Request& request = *request_;
  request.overlapped = OverlappedAt(offset);
  request.bytes.assign(bytes.begin(), bytes.end());
  Ending here;
  ending = &here;
  End end;
  if (!api_.WriteFileEx(file, request.bytes.data(), static_cast<DWORD>(bytes.size()),
                        &request.overlapped, &NoteEnd)) {
    end = {End::Kind::kRefused, api_.GetLastError(), 0, here.runs};
  } else {
    RunRoutinesUntil(api_, deadline - SteadyClock::now(), [&] { return here.runs != 0; });
    if (here.runs == 0) {
      KeepForGood(request_);
      end.kind = End::Kind::kEndless;
    } else {
      end = {End::Kind::kEnded, here.error, here.bytes, here.runs - 1};
    }
  }
  ending = nullptr;
  return end;
}

std::uint32_t SoloWriter::Leftover() {
  Ending here;
  ending = &here;
  api_.SleepEx(0, TRUE);
  ending = nullptr;
  return here.runs;
}

}  // namespace wfx
