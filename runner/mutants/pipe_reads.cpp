#include "runner/mutants/pipe_reads.h"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <utility>

#include "runner/mutants/state.h"

namespace wfx::mutants::reads {
namespace {

std::optional<Opened> PipeAt(HANDLE file) {
  auto opened = OpenedAs(file);
  return opened && opened->pipe ? opened : std::nullopt;
}

// A call of ReadFile.
struct Read {
  HANDLE file = nullptr;
  LPVOID buffer = nullptr;
  DWORD length = 0;
  LPDWORD read = nullptr;
  LPOVERLAPPED overlapped = nullptr;

  BOOL Perform() const { return Base().ReadFile(file, buffer, length, read, overlapped); }
  // After success.
  DWORD Count() const {
    if (overlapped != nullptr) return static_cast<DWORD>(overlapped->InternalHigh);
    return read == nullptr ? 0 : *read;
  }
};

template <BOOL (*behave)(const Read&, const Opened&)>
BOOL WINAPI ReadFileAs(HANDLE file, LPVOID buffer, DWORD length, LPDWORD read,
                       LPOVERLAPPED overlapped) {
  const Read call{file, buffer, length, read, overlapped};
  const auto pipe = PipeAt(file);
  return pipe ? behave(call, *pipe) : call.Perform();
}

// Writes to the end that `reader` reads from.
template <typename Writing>
bool IsReadBy(const Opened& reader, const Writing& write) {
  const auto writer = PipeAt(write.file);
  return writer && writer->path == reader.path && writer->server != reader.server;
}

// ---- what a read does to the writes ----

BOOL FinishPending(const Read& call, const Opened& pipe) {
  const BOOL done = call.Perform();
  if (!done || call.Count() == 0) return done;
  for (const Outstanding& each : OutstandingWrites()) {
    const bool here = each.thread == std::this_thread::get_id();
    if (here && IsReadBy(pipe, each.write) && IsPending(each.write)) FinishEarly(each);
  }
  return done;
}

// Completions that wait for a reader.
struct HeldWrites {
  std::mutex mutex;
  std::vector<Write> writes;
};

void HoldOnPipe(const Write& write, DWORD error, DWORD bytes) {
  if (error != 0 || bytes == 0 || !PipeAt(write.file)) return Deliver(write, error, bytes);
  auto& held = Own<HeldWrites>();
  const std::lock_guard lock(held.mutex);
  held.writes.push_back(write);
}

BOOL IssueHeld(const Write& write) {
  const BOOL accepted = Issue(write, &HoldOnPipe);
  // One that pends is complete when somebody has read.
  if (accepted && IsPending(write)) {
    if (auto pending = Now().writes.Take(write.overlapped)) {
      pending->delivery = &Deliver;
      Now().writes.PutBack(write.overlapped, std::move(pending));
    }
  }
  return accepted;
}

BOOL ReleaseHeld(const Read& call, const Opened& pipe) {
  const BOOL done = call.Perform();
  if (!done || call.Count() == 0) return done;
  auto& held = Own<HeldWrites>();
  const std::lock_guard lock(held.mutex);
  std::erase_if(held.writes, [&](const Write& each) {
    if (!IsReadBy(pipe, each)) return false;
    Post(each, 0, each.length);
    return true;
  });
  return done;
}

// ---- what a read gives ----

// Where dropped bytes go; the system below may still write there.
struct Dropped {
  std::mutex mutex;
  std::deque<OVERLAPPED> overlapped;
  std::deque<std::vector<std::byte>> bytes;
};

BOOL DropRest(const Read& call, const Opened&) {
  const BOOL done = call.Perform();
  DWORD left = 0;
  const LastErrorKept kept;
  const bool partial = done && call.Count() == call.length && call.length > 0 &&
                       Base().PeekNamedPipe(call.file, nullptr, 0, nullptr, &left, nullptr) &&
                       left > 0;
  if (!partial) return done;
  auto& dropped = Own<Dropped>();
  const std::lock_guard lock(dropped.mutex);
  Base().ReadFile(call.file, dropped.bytes.emplace_back(left).data(), left, nullptr,
                  &dropped.overlapped.emplace_back());
  return done;
}

BOOL HideMore(const Read& call, const Opened&) {
  const BOOL done = call.Perform();
  if (done || Base().GetLastError() != ERROR_MORE_DATA) return done;
  if (call.overlapped != nullptr) call.overlapped->Internal = 0;
  return TRUE;
}

BOOL WINAPI HideMoreInResult(HANDLE file, LPOVERLAPPED overlapped, LPDWORD bytes, BOOL wait) {
  const BOOL done = Base().GetOverlappedResult(file, overlapped, bytes, wait);
  return done || (Base().GetLastError() == ERROR_MORE_DATA && PipeAt(file));
}

// ---- messages in a pipe ----

// The lengths of unread messages by pipe and the end that wrote them.
struct Messages {
  using Key = std::pair<WideString, bool>;
  std::mutex mutex;
  std::map<Key, std::deque<DWORD>> lengths;
};

void ForgetFailed(const Write& write, DWORD error, DWORD bytes) {
  const auto pipe = PipeAt(write.file);
  if (error != 0 && pipe) {
    auto& messages = Own<Messages>();
    const std::lock_guard lock(messages.mutex);
    auto& lengths = messages.lengths[{pipe->path, pipe->server}];
    const auto failed = std::find(lengths.begin(), lengths.end(), write.length);
    if (failed != lengths.end()) lengths.erase(failed);
  }
  Deliver(write, error, bytes);
}

BOOL RememberMessage(const Write& write) {
  const BOOL accepted = Issue(write, &ForgetFailed);
  const auto pipe = PipeAt(write.file);
  if (accepted && pipe && pipe->message && write.length > 0) {
    auto& messages = Own<Messages>();
    const std::lock_guard lock(messages.mutex);
    messages.lengths[{pipe->path, pipe->server}].push_back(write.length);
  }
  return accepted;
}

BOOL ReadOneMessage(const Read& call, const Opened& pipe) {
  auto& messages = Own<Messages>();
  const std::lock_guard lock(messages.mutex);
  auto& lengths = messages.lengths[{pipe.path, !pipe.server}];
  Read sent = call;
  if (lengths.size() > 1) sent.length = std::min(call.length, lengths.front());
  const BOOL done = sent.Perform();
  for (DWORD left = done ? sent.Count() : 0; left > 0 && !lengths.empty();) {
    const DWORD part = std::min(left, lengths.front());
    left -= part;
    if ((lengths.front() -= part) == 0) lengths.pop_front();
  }
  return done;
}

// ---- what a reader is told without reading ----

BOOL WINAPI PeekWithinQuota(HANDLE file, LPVOID buffer, DWORD length, LPDWORD read,
                            LPDWORD available, LPDWORD left) {
  const BOOL done = Base().PeekNamedPipe(file, buffer, length, read, available, left);
  const auto pipe = PipeAt(file);
  if (done && pipe && available != nullptr) *available = std::min(*available, pipe->quota);
  return done;
}

// The pipes, and the end that wrote nothing to them.
struct NullWrites {
  std::mutex mutex;
  std::set<Messages::Key> pipes;
};

BOOL RememberNull(const Write& write) {
  const BOOL accepted = Forward(write);
  const auto pipe = PipeAt(write.file);
  if (accepted && pipe && !pipe->message) {
    auto& null_writes = Own<NullWrites>();
    const std::lock_guard lock(null_writes.mutex);
    const Messages::Key key{pipe->path, pipe->server};
    write.length == 0 ? void(null_writes.pipes.insert(key)) : void(null_writes.pipes.erase(key));
  }
  return accepted;
}

BOOL WINAPI PeekWithNull(HANDLE file, LPVOID buffer, DWORD length, LPDWORD read, LPDWORD available,
                         LPDWORD left) {
  const BOOL done = Base().PeekNamedPipe(file, buffer, length, read, available, left);
  const auto pipe = PipeAt(file);
  if (!done || !pipe || available == nullptr || *available > 0) return done;
  auto& null_writes = Own<NullWrites>();
  const std::lock_guard lock(null_writes.mutex);
  if (null_writes.pipes.contains({pipe->path, !pipe->server})) *available = 1;
  return done;
}

}  // namespace

void CompleteAtFirstRead(Win32Api& table) {
  WatchHandles(table);
  ReplaceDelivery<&Deliver>(table);
  table.ReadFile = &ReadFileAs<&FinishPending>;
}

void CountNullWrites(Win32Api& table) {
  ReplaceWriteFileExWithHandles<&RememberNull>(table);
  table.PeekNamedPipe = &PeekWithNull;
}

void DropTheRest(Win32Api& table) {
  WatchHandles(table);
  table.ReadFile = &ReadFileAs<&DropRest>;
}

void EndAtMessages(Win32Api& table) {
  ReplaceWriteFileExWithHandles<&RememberMessage>(table);
  table.ReadFile = &ReadFileAs<&ReadOneMessage>;
}

void HideMoreData(Win32Api& table) {
  WatchHandles(table);
  table.ReadFile = &ReadFileAs<&HideMore>;
  table.GetOverlappedResult = &HideMoreInResult;
}

void HoldUntilRead(Win32Api& table) {
  ReplaceWriteFileExWithHandles<&IssueHeld>(table);
  table.ReadFile = &ReadFileAs<&ReleaseHeld>;
}

void ShowOnlyTheQuota(Win32Api& table) {
  WatchHandles(table);
  table.PeekNamedPipe = &PeekWithinQuota;
}

}  // namespace wfx::mutants::reads
