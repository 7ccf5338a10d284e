#include "runner/mutants/write.h"

#include <algorithm>
#include <utility>

#include "runner/mutants/state.h"
#include "runner/win32/handle.h"
#include "runner/win32/memory.h"
#include "runner/win32/overlapped.h"

namespace wfx::mutants {
namespace {

// The routine that the system below is given.
void CALLBACK CompleteBelow(DWORD error, DWORD bytes, LPOVERLAPPED overlapped) {
  const std::optional<Outstanding> ended = Now().writes.Take(overlapped);
  if (ended && !ended->lost) ended->delivery(ended->write, error, bytes);
}

// A routine in the APC queue.
struct Posted {
  Write write;
  DWORD error = 0, bytes = 0;
};

void CALLBACK RunPosted(ULONG_PTR parameter) {
  const std::unique_ptr<Posted> posted(reinterpret_cast<Posted*>(parameter));
  Deliver(posted->write, posted->error, posted->bytes);
}

}  // namespace

std::optional<Outstanding> Writes::Add(const Write& write, Delivery delivery) {
  const std::lock_guard lock(mutex_);
  Outstanding& entry = outstanding_[write.overlapped];
  std::optional<Outstanding> before;
  if (entry.write.overlapped != nullptr) before = std::move(entry);
  entry = {write, std::move(delivery), next_++, std::this_thread::get_id(), false};
  return before;
}

void Writes::PutBack(LPOVERLAPPED overlapped, std::optional<Outstanding> before) {
  const std::lock_guard lock(mutex_);
  if (before) {
    outstanding_[overlapped] = *std::move(before);
  } else {
    outstanding_.erase(overlapped);
  }
}

std::optional<Outstanding> Writes::Take(LPOVERLAPPED overlapped) {
  const std::lock_guard lock(mutex_);
  auto taken = outstanding_.extract(overlapped);
  if (taken.empty()) return std::nullopt;
  return std::move(taken.mapped());
}

bool Writes::Lose(LPOVERLAPPED overlapped) {
  const std::lock_guard lock(mutex_);
  const auto found = outstanding_.find(overlapped);
  return found != outstanding_.end() && !std::exchange(found->second.lost, true);
}

std::vector<Outstanding> Writes::All() const {
  std::vector<Outstanding> all;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [overlapped, entry] : outstanding_) {
      if (!entry.lost) all.push_back(entry);
    }
  }
  std::sort(all.begin(), all.end(),
            [](const auto& a, const auto& b) { return a.number < b.number; });
  return all;
}

BOOL Forward(const Write& write) {
  return Base().WriteFileEx(write.file, write.buffer, write.length, write.overlapped,
                            write.routine);
}

BOOL Issue(const Write& write, Delivery delivery) {
  return IssueInstead(write, write, std::move(delivery));
}

BOOL IssueInstead(const Write& write, const Write& sent, Delivery delivery) {
  Write remembered = write;
  remembered.keeps = sent.keeps;
  std::optional<Outstanding> before = Now().writes.Add(remembered, std::move(delivery));
  OVERLAPPED& words = *write.overlapped;
  if (sent.offset != write.offset) SetOffset(words, sent.offset);
  const BOOL accepted =
      Base().WriteFileEx(sent.file, sent.buffer, sent.length, &words, &CompleteBelow);
  if (sent.offset != write.offset) SetOffset(words, write.offset);
  if (!accepted) Now().writes.PutBack(write.overlapped, std::move(before));
  return accepted;
}

BOOL IssueAt(const Write& write, std::uint64_t offset) {
  Write sent = write;
  sent.offset = offset;
  return IssueInstead(write, sent, &Deliver);
}

BOOL IssueFromPages(const Write& write) {
  const auto copy = std::make_shared<Pages>(write.length);
  if (!CopyReadable(copy->data(), write.buffer, write.length)) return Forward(write);
  Write sent = write;
  sent.buffer = copy->data();
  sent.keeps = copy;
  return IssueInstead(write, sent, &Deliver);
}

BOOL IssueForgiving(const Write& write, DWORD error) {
  const BOOL accepted = Issue(write, [error](const Write& ended, DWORD seen, DWORD bytes) {
    if (seen != error) return Deliver(ended, seen, bytes);
    SetWords(ended, 0, ended.length);
    Deliver(ended, 0, ended.length);
  });
  return !accepted && Base().GetLastError() == error ? Succeed(write, write.length) : accepted;
}

BOOL IssueRenaming(const Write& write, DWORD error, DWORD instead) {
  const BOOL accepted = Issue(write, [error, instead](const Write& ended, DWORD seen, DWORD bytes) {
    Deliver(ended, seen == error ? instead : seen, bytes);
  });
  return !accepted && Base().GetLastError() == error ? Refuse(instead) : accepted;
}

BOOL Refuse(DWORD error) {
  Base().SetLastError(error);
  return FALSE;
}

BOOL Succeed(const Write& write, DWORD bytes) {
  SetWords(write, 0, bytes);
  Post(write, 0, bytes);
  return TRUE;
}

void Post(const Write& write, DWORD error, DWORD bytes) {
  const LastErrorKept kept;
  auto posted = std::make_unique<Posted>(Posted{write, error, bytes});
  if (Base().QueueUserAPC(&RunPosted, CurrentThread(), reinterpret_cast<ULONG_PTR>(posted.get())))
    posted.release();  // RunPosted's from here on.
}

void Deliver(const Write& write, DWORD error, DWORD bytes) {
  Doing& here = Here();
  ++here.routines;
  ++here.delivered;
  write.routine(error, bytes, write.overlapped);
  --here.routines;
}

void SetWords(const Write& write, DWORD status, DWORD bytes) {
  write.overlapped->Internal = status;
  write.overlapped->InternalHigh = bytes;
}

bool IsPending(const Write& write) {
  // The system below writes the word on its own account.
  const auto* internal = const_cast<const volatile ULONG_PTR*>(&write.overlapped->Internal);
  return static_cast<DWORD>(*internal) == STATUS_PENDING;
}

std::vector<Outstanding> OutstandingWrites(HANDLE file) {
  std::vector<Outstanding> writes = Now().writes.All();
  if (file != nullptr)
    std::erase_if(writes, [&](const Outstanding& each) { return each.write.file != file; });
  return writes;
}

void Lose(const Outstanding& write) { Now().writes.Lose(write.write.overlapped); }

void FinishEarly(const Outstanding& write) {
  if (!Now().writes.Lose(write.write.overlapped)) return;
  SetWords(write.write, 0, write.write.length);
  Post(write.write, 0, write.write.length);
}

Write WriteOf(HANDLE file, LPCVOID buffer, DWORD length, LPOVERLAPPED overlapped,
              LPOVERLAPPED_COMPLETION_ROUTINE routine) {
  return {file, buffer, length, overlapped, routine, OffsetOf(*overlapped), nullptr};
}

}  // namespace wfx::mutants
