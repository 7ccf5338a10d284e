#include "runner/peer_handles.h"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <utility>

#include "runner/engine/content.h"
#include "runner/engine/ledger.h"
#include "runner/engine/scene.h"
#include "runner/win32/handle.h"
#include "runner/win32/overlapped.h"
#include "runner/win32/text.h"

namespace wfx {
namespace {

constexpr Peer::Reply kNoSuchHandle{false, ERROR_INVALID_HANDLE};
constexpr DWORD kHandleSlice = 20;     // milliseconds
constexpr DWORD kMarker = 0xDEADBEEF;  // as of the scenario's own writes

// Whose routines the calling thread runs.
thread_local PeerHandles* here = nullptr;

Peer::Reply Replied(const CallOutcome& outcome) { return {outcome.succeeded, outcome.error}; }

OverlappedWords WordsOf(const OVERLAPPED& overlapped) {
  return {overlapped.Internal, overlapped.InternalHigh, overlapped.Offset, overlapped.OffsetHigh,
          overlapped.hEvent == nullptr};
}

}  // namespace

struct PeerHandles::Request {
  OVERLAPPED overlapped{};
  std::string name;
  std::vector<std::uint8_t> bytes;
  bool pending = false;
};

PeerHandles::PeerHandles(const Win32Api& api) : api_(api) {}

// Memory the system may still use is never given back.
PeerHandles::~PeerHandles() {
  static auto& kept = *new std::vector<std::shared_ptr<Request>>;
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  kept.insert(kept.end(), requests_.begin(), requests_.end());
}

Peer::Reply PeerHandles::Open(const std::string& handle, const std::string& path, DWORD access,
                              DWORD flags) {
  const HANDLE opened = api_.CreateFileW(Wide(path).c_str(), access, kShareAll, nullptr,
                                         OPEN_EXISTING, flags, nullptr);
  if (opened == INVALID_HANDLE_VALUE) return Said(false);
  handles_[handle] = opened;
  return Said(true);
}

Peer::Reply PeerHandles::Lock(const std::string& handle, std::uint64_t offset, std::uint64_t length,
                              bool exclusive) {
  const auto found = handles_.find(handle);
  if (found == handles_.end()) return kNoSuchHandle;
  return Replied(LockRange(api_, found->second, offset, length, exclusive));
}

Peer::Reply PeerHandles::Unlock(const std::string& handle, std::uint64_t offset,
                                std::uint64_t length) {
  const auto found = handles_.find(handle);
  if (found == handles_.end()) return kNoSuchHandle;
  return Replied(UnlockRange(api_, found->second, offset, length));
}

Peer::Reply PeerHandles::Close(const std::string& handle) {
  const auto found = handles_.find(handle);
  if (found == handles_.end()) return kNoSuchHandle;
  const HANDLE closed = found->second;
  handles_.erase(found);
  return Said(api_.CloseHandle(closed) != 0);
}

void CALLBACK PeerHandles::NoteRoutine(DWORD error, DWORD bytes, LPOVERLAPPED overlapped) noexcept {
  if (here == nullptr) return;
  auto& requests = here->requests_;
  const auto found = std::ranges::find_if(
      requests, [&](const auto& each) { return &each->overlapped == overlapped; });
  if (found == requests.end()) return;
  (*found)->pending = false;
  here->completions_.push_back({(*found)->name, error, bytes, true, WordsOf(*overlapped)});
}

PeerWriteReply PeerHandles::Write(const PeerWrite& write) {
  here = this;
  Request& request = *requests_.emplace_back(std::make_shared<Request>());
  request.name = write.name;
  request.bytes.resize(write.length);
  Pattern::OfWrite(write.seed, write.name, write.index).Copy(0, request.bytes);
  request.overlapped = OverlappedAt(write.offset);
  const auto handle = handles_.find(write.handle);
  const HANDLE file = handle == handles_.end() ? nullptr : handle->second;
  PeerWriteReply reply;
  api_.SetLastError(kMarker);
  reply.returned =
      api_.WriteFileEx(file, request.bytes.data(), write.length,
                       write.no_overlapped ? nullptr : &request.overlapped,
                       write.no_routine ? nullptr : &PeerHandles::NoteRoutine) != FALSE;
  reply.last_error = api_.GetLastError();
  reply.after_call = WordsOf(request.overlapped);
  request.pending = reply.returned;
  return reply;
}

// The system's time need not be ours: on a model a slice may pass in no time.
std::vector<PeerCompletion> PeerHandles::Wait(Duration at_most) {
  here = this;
  const auto deadline = SteadyClock::now() + at_most;
  const auto pending = [](const auto& request) { return request->pending; };
  for (Duration waited{}; waited < at_most && SteadyClock::now() < deadline;) {
    if (api_.SleepEx(kHandleSlice, TRUE) == 0) waited += std::chrono::milliseconds(kHandleSlice);
    if (std::ranges::none_of(requests_, pending)) break;
  }
  return std::exchange(completions_, {});
}

Peer::Reply PeerHandles::Assemble(const CrewOrder& order, Crew::InProcess in_process) {
  crew_ = std::make_unique<Crew>(api_, order, std::move(in_process));
  return crew_->Assemble();
}

CrewReport PeerHandles::Finish() {
  CrewReport report = crew_->Finish();
  crew_.reset();
  return report;
}

}  // namespace wfx
