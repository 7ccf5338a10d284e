#include "runner/mutants/pipe_nowait.h"

#include <mutex>
#include <vector>

#include "runner/mutants/state.h"

namespace wfx::mutants::nowait {
namespace {

// A read that was not over when ReadFile returned.
struct WaitingRead {
  Opened pipe;  // the end it reads from
  LPOVERLAPPED overlapped = nullptr;
  DWORD length = 0;
};

struct WaitingReads {
  std::mutex mutex;
  std::vector<WaitingRead> reads;
};

// Its end is still open, so that its OVERLAPPED is still there.
bool IsOpen(const Opened& pipe) {
  const auto now = OpenedAs(pipe.handle);
  return now && now->path == pipe.path;
}

bool IsWaiting(const WaitingRead& read) {
  // The system below writes the word on its own account.
  const auto* internal = const_cast<const volatile ULONG_PTR*>(&read.overlapped->Internal);
  return IsOpen(read.pipe) && static_cast<DWORD>(*internal) == STATUS_PENDING;
}

BOOL WINAPI RememberRead(HANDLE file, LPVOID buffer, DWORD length, LPDWORD read,
                         LPOVERLAPPED overlapped) {
  const BOOL done = Base().ReadFile(file, buffer, length, read, overlapped);
  const auto pipe = OpenedAs(file);
  const bool waits = !done && Base().GetLastError() == ERROR_IO_PENDING;
  if (waits && overlapped != nullptr && pipe && pipe->pipe) {
    auto& waiting = Own<WaitingReads>();
    const std::lock_guard lock(waiting.mutex);
    waiting.reads.push_back({*pipe, overlapped, length});
  }
  return done;
}

// How many bytes the reads that wait for what `writer` writes have room for.
std::uint64_t Awaited(const Opened& writer) {
  auto& waiting = Own<WaitingReads>();
  const std::lock_guard lock(waiting.mutex);
  std::erase_if(waiting.reads, [](const WaitingRead& each) { return !IsWaiting(each); });
  std::uint64_t room = 0;
  for (const WaitingRead& each : waiting.reads) {
    const bool reads_it = each.pipe.path == writer.path && each.pipe.server != writer.server;
    room += reads_it ? each.length : 0;
  }
  return room;
}

// A write through PIPE_NOWAIT of more than the quota, to an end where reads wait.
struct Beyond {
  Opened pipe;
  std::uint64_t awaited = 0;
  bool fits = false;  // in the quota and the reads together
};

std::optional<Beyond> BeyondQuota(const Write& write) {
  auto pipe = OpenedAs(write.file);
  if (!pipe || !pipe->pipe || !pipe->nowait || write.length <= pipe->quota) return std::nullopt;
  const std::uint64_t awaited = Awaited(*pipe);
  if (awaited == 0) return std::nullopt;
  return Beyond{*pipe, awaited, write.length <= pipe->quota + awaited};
}

BOOL TakeNothingThatFits(const Write& write) {
  const auto beyond = BeyondQuota(write);
  return beyond && beyond->fits ? Succeed(write, 0) : Forward(write);
}

BOOL TakeNoPart(const Write& write) {
  const auto beyond = BeyondQuota(write);
  const bool refused = beyond && !beyond->fits && !beyond->pipe.message;
  return refused ? Succeed(write, 0) : Forward(write);
}

BOOL TakeAPart(const Write& write) {
  const auto beyond = BeyondQuota(write);
  if (!beyond || beyond->fits || !beyond->pipe.message) return Forward(write);
  Write sent = write;
  sent.length = static_cast<DWORD>(beyond->awaited);
  return IssueInstead(write, sent, &Deliver);
}

template <BOOL (*behave)(const Write&)>
void ReplaceWithReads(Win32Api& table) {
  ReplaceWriteFileExWithHandles<behave>(table);
  table.ReadFile = &RememberRead;
}

}  // namespace

void IgnoreWaitingReads(Win32Api& table) { ReplaceWithReads<&TakeNothingThatFits>(table); }

void RefuseAPart(Win32Api& table) { ReplaceWithReads<&TakeNoPart>(table); }

void TakeAPartOfAMessage(Win32Api& table) { ReplaceWithReads<&TakeAPart>(table); }

}  // namespace wfx::mutants::nowait
