#include "runner/engine/solo_writer.h"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <vector>

#include "runner/scenario/quantity.h"
#include "runner/win32/overlapped.h"

namespace wfx {

struct SoloWriter::Request {
  OVERLAPPED overlapped{};
  std::vector<std::uint8_t> bytes;
  std::uint32_t runs = 0;
  DWORD error = 0, count = 0;
};

namespace {

constexpr DWORD kSoloSlice = 20;  // milliseconds

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
    // The system's time need not be ours: on a model a slice may pass in no time.
    Duration waited{};
    const Duration bound = deadline - SteadyClock::now();
    while (here.runs == 0 && SteadyClock::now() < deadline && waited < bound) {
      if (api_.SleepEx(kSoloSlice, TRUE) == 0) waited += std::chrono::milliseconds(kSoloSlice);
    }
    if (here.runs == 0) {
      static std::mutex mutex;
      static auto& kept = *new std::vector<std::shared_ptr<Request>>;
      const std::lock_guard lock(mutex);
      kept.push_back(request_);
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
