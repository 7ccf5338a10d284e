#include "runner/peer_handles.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "runner/engine/content.h"
#include "runner/engine/kept_memory.h"
#include "runner/engine/ledger.h"
#include "runner/engine/scene.h"
#include "runner/win32/handle.h"
#include "runner/win32/overlapped.h"
#include "runner/win32/text.h"

namespace wfx {
namespace {

constexpr Peer::Reply kNoSuchHandle{false, ERROR_INVALID_HANDLE};
constexpr DWORD kHandleSlice = 20;        // milliseconds
constexpr DWORD kReadCancelBound = 2000;  // milliseconds
constexpr DWORD kMarker = 0xDEADBEEF;     // as of the scenario's own writes

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

struct PeerHandles::PendingRead {
  OVERLAPPED overlapped{};
  Handle event;
  std::vector<std::uint8_t> bytes;
};

PeerHandles::PeerHandles(const Win32Api& api) : api_(api) {}

// Memory the system may still use is never given back.
PeerHandles::~PeerHandles() {
  if (here == this) here = nullptr;
  for (const auto& request : requests_) KeepForGood(request);
  for (const auto& read : abandoned_) KeepForGood(read);
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
  pipes_.erase(handle);
  return Said(api_.CloseHandle(closed) != 0);
}

void PeerHandles::CloseAll() {
  for (const auto& [name, handle] : std::exchange(handles_, {})) api_.CloseHandle(handle);
  pipes_.clear();
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

Peer::Reply PeerHandles::MakePipe(const std::string& handle, const PeerPipe& pipe) {
  const HANDLE made = api_.CreateNamedPipeW(Wide("\\\\.\\pipe\\" + pipe.name).c_str(),
                                            pipe.open_mode | FILE_FLAG_OVERLAPPED, pipe.pipe_mode,
                                            1, pipe.quota, pipe.quota, 0, nullptr);
  if (made == INVALID_HANDLE_VALUE) return Said(false);
  handles_[handle] = made;
  pipes_[handle] = pipe;
  return Said(true);
}

// Bytes have no edges, and a network delivers them as it likes: of those it goes on for the rest.
PeerReadReply PeerHandles::Read(const std::string& handle, std::uint32_t length, Duration at_most) {
  const auto pipe = pipes_.find(handle);
  if (pipe == pipes_.end() || !handles_.contains(handle)) return {false, ERROR_INVALID_HANDLE, {}};
  const bool messages = (pipe->second.pipe_mode & PIPE_READMODE_MESSAGE) != 0;
  const auto deadline = SteadyClock::now() + at_most;
  PeerReadReply reply;
  do {
    const Duration left = std::max<Duration>(deadline - SteadyClock::now(), Duration::zero());
    const auto wanted = static_cast<DWORD>(length - reply.bytes.size());
    PeerReadReply piece = ReadOnce(handles_.at(handle), wanted, left);
    // Silence or an end behind bytes is not theirs.
    if (!piece.succeeded && piece.bytes.empty() && !reply.bytes.empty()) break;
    reply.succeeded = piece.succeeded;
    reply.last_error = piece.last_error;
    reply.bytes.insert(reply.bytes.end(), piece.bytes.begin(), piece.bytes.end());
  } while (reply.succeeded && !messages && !reply.bytes.empty() && reply.bytes.size() < length);
  return reply;
}

PeerReadReply PeerHandles::ReadOnce(HANDLE pipe, DWORD length, Duration at_most) {
  auto read = std::make_shared<PendingRead>();
  read->bytes.resize(std::max<DWORD>(length, 1));
  read->event = Handle(api_, api_.CreateEventW(nullptr, TRUE, FALSE, nullptr));
  if (!read->event.valid()) return {false, api_.GetLastError(), {}};
  read->overlapped.hEvent = read->event.get();
  DWORD got = 0;
  BOOL done = api_.ReadFile(pipe, read->bytes.data(), length, &got, &read->overlapped);
  DWORD error = api_.GetLastError();
  if (!done && error == ERROR_IO_PENDING) {
    const auto bound = std::chrono::ceil<std::chrono::milliseconds>(at_most).count();
    const bool over =
        api_.WaitForSingleObject(read->event.get(), static_cast<DWORD>(bound)) == WAIT_OBJECT_0;
    if (!over) {
      api_.CancelIo(pipe);
      // The system may still use what it has not let go of.
      if (api_.WaitForSingleObject(read->event.get(), kReadCancelBound) != WAIT_OBJECT_0) {
        abandoned_.push_back(read);
        return {false, ERROR_IO_PENDING, {}};
      }
    }
    done = api_.GetOverlappedResult(pipe, &read->overlapped, &got, FALSE);
    error = api_.GetLastError();
    if (!over && !done && error == ERROR_OPERATION_ABORTED) return {false, ERROR_IO_PENDING, {}};
  } else if (!done && error == ERROR_MORE_DATA) {
    // The count of a message that did not fit is only in the OVERLAPPED.
    api_.GetOverlappedResult(pipe, &read->overlapped, &got, FALSE);
  }
  const bool has_bytes = done || error == ERROR_MORE_DATA;
  read->bytes.resize(has_bytes ? got : 0);
  return {done != FALSE, done ? ERROR_SUCCESS : error, read->bytes};
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
