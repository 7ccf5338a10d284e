// Systems that get mailslots wrong: what a message is, and who may write or open one.
#include <algorithm>
#include <set>

#include "runner/mutants/areas.h"
#include "runner/mutants/state.h"

namespace wfx::mutants {
namespace {

bool IsMailslot(LPCWSTR path) { return Narrow(path).starts_with(R"(\\.\mailslot\)"); }

// The writing end of a mailslot.
bool IsWriter(const Write& write) {
  const auto opened = OpenedAs(write.file);
  return opened && IsMailslot(opened->path.c_str());
}

// ---- messages ----

BOOL DropEmpty(const Write& write) {
  return IsWriter(write) && write.length == 0 ? Succeed(write, 0) : Forward(write);
}

BOOL CutMessageToShort(const Write& write) {
  if (!IsWriter(write) || write.length <= kShortLength) return Forward(write);
  Write sent = write;
  sent.length = kShortLength;
  return IssueInstead(write, sent, &Deliver);
}

// The first half is a message of its own.
BOOL Split(const Write& write) {
  const DWORD half = write.length / 2;
  if (!IsWriter(write) || half == 0) return Forward(write);
  WriteThrough(write.file, 0, write.buffer, half);
  Write sent = write;
  sent.buffer = static_cast<const std::byte*>(write.buffer) + half;
  sent.length -= half;
  return IssueInstead(write, sent, [](const Write& ended, DWORD error, DWORD bytes) {
    if (error == 0) ended.overlapped->InternalHigh = bytes = ended.length;
    Deliver(ended, error, bytes);
  });
}

BOOL WINAPI CountOne(HANDLE slot, LPDWORD longest, LPDWORD next, LPDWORD count, LPDWORD timeout) {
  const BOOL done = Base().GetMailslotInfo(slot, longest, next, count, timeout);
  if (done && count != nullptr) *count = std::min<DWORD>(*count, 1);
  return done;
}

HANDLE WINAPI MakeWithoutLimit(LPCWSTR path, DWORD, DWORD timeout, LPSECURITY_ATTRIBUTES security) {
  return Base().CreateMailslotW(path, 0, timeout, security);
}

// ---- both ends ----

struct ReadingEnds {
  std::mutex mutex;
  std::set<HANDLE> handles;
};

HANDLE WINAPI RememberReadingEnd(LPCWSTR path, DWORD longest, DWORD timeout,
                                 LPSECURITY_ATTRIBUTES security) {
  const HANDLE handle = Base().CreateMailslotW(path, longest, timeout, security);
  auto& ends = Own<ReadingEnds>();
  const std::lock_guard lock(ends.mutex);
  if (handle != INVALID_HANDLE_VALUE) ends.handles.insert(handle);
  return handle;
}

BOOL WriteToReadingEnd(const Write& write) {
  auto& ends = Own<ReadingEnds>();
  const std::lock_guard lock(ends.mutex);
  return ends.handles.contains(write.file) ? Succeed(write, write.length) : Forward(write);
}

HANDLE WINAPI OpenMissing(LPCWSTR path, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES security,
                          DWORD disposition, DWORD flags, HANDLE model) {
  const HANDLE handle =
      Base().CreateFileW(path, access, share, security, disposition, flags, model);
  if (handle != INVALID_HANDLE_VALUE || !IsMailslot(path)) return handle;
  return Base().CreateFileW(Wide("NUL").c_str(), access, share, security, OPEN_EXISTING, flags,
                            model);
}

HANDLE WINAPI OpenWhatIsShared(LPCWSTR path, DWORD access, DWORD share,
                               LPSECURITY_ATTRIBUTES security, DWORD disposition, DWORD flags,
                               HANDLE model) {
  if (IsMailslot(path) && (share & FILE_SHARE_READ) == 0) {
    Base().SetLastError(ERROR_SHARING_VIOLATION);
    return INVALID_HANDLE_VALUE;
  }
  return Base().CreateFileW(path, access, share, security, disposition, flags, model);
}

constexpr Mutant kMailslotMutants[] = {
    {"mailslot_drops_empty_messages", "mailslot.empty_message_counts",
     "a zero-byte write to a mailslot delivers nothing",
     &ReplaceWriteFileExWithHandles<&DropEmpty>},
    {"mailslot_counts_only_one", "mailslot.keeps_order_and_sizes",
     "of several messages that are unread one is counted",
     [](Win32Api& table) { table.GetMailslotInfo = &CountOne; }},
    {"mailslot_ignores_its_limit", "mailslot.longer_than_allowed_is_refused",
     "a mailslot takes messages of any length",
     [](Win32Api& table) { table.CreateMailslotW = &MakeWithoutLimit; }},
    {"missing_mailslot_opens", "mailslot.missing_one_is_not_found",
     "a mailslot that is gone can be opened",
     [](Win32Api& table) { table.CreateFileW = &OpenMissing; }},
    {"mailslot_splits_messages", "mailslot.one_write_is_one_message",
     "one write to a mailslot becomes two messages", &ReplaceWriteFileExWithHandles<&Split>},
    {"mailslot_server_writes", "mailslot.reading_end_is_refused",
     "a write to the reading end of a mailslot reports success",
     [](Win32Api& table) {
       ReplaceWriteFileEx<&WriteToReadingEnd>(table);
       table.CreateMailslotW = &RememberReadingEnd;
     }},
    {"mailslot_asks_to_share", "mailslot.share_mode_is_not_asked",
     "a client that does not share reading cannot open a mailslot",
     [](Win32Api& table) { table.CreateFileW = &OpenWhatIsShared; }},
    {"mailslot_is_cut_at_64_kib", "mailslot.without_limit_takes_more_than_64_kib",
     "of a message of more than 65,535 bytes only so many arrive",
     &ReplaceWriteFileExWithHandles<&CutMessageToShort>},
};

}  // namespace

std::span<const Mutant> MailslotMutants() { return kMailslotMutants; }

}  // namespace wfx::mutants
