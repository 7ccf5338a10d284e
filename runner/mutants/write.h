// The writes that pass through a mutant: issued below with a routine of ours, so that the mutant
// decides what becomes of the caller's.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "runner/mutants/mutant.h"

namespace wfx::mutants {

inline constexpr std::uint64_t kEndOfFile = ~std::uint64_t{0};
inline constexpr std::uint64_t kLargestOffset = kEndOfFile >> 1;
inline constexpr std::uint64_t kLowWord = 0xFFFFFFFF;
inline constexpr std::uint64_t kTebi = std::uint64_t{1} << 40;
inline constexpr std::uint64_t kSmallestSector = 512;
// What is left of a write that a mutant cuts to 16 bits.
inline constexpr DWORD kShortLength = 0xFFFF;

// Whole sectors of the smallest size there is; also of an address.
inline bool IsWhole(std::uint64_t value) { return value % kSmallestSector == 0; }

// One call of WriteFileEx.
struct Write {
  HANDLE file = nullptr;
  LPCVOID buffer = nullptr;
  DWORD length = 0;
  LPOVERLAPPED overlapped = nullptr;
  LPOVERLAPPED_COMPLETION_ROUTINE routine = nullptr;
  std::uint64_t offset = 0;           // both words of its OVERLAPPED
  std::shared_ptr<const void> keeps;  // memory that has to live until it completes

  bool Appends() const { return offset == kEndOfFile; }
  // Where it would end in a file; only for offsets that are one.
  std::uint64_t End() const { return offset + length; }
  bool HasOffset() const { return offset <= kLargestOffset; }
};

// What becomes of a completion: in place of the caller's routine, on its thread.
using Delivery = std::function<void(const Write& write, DWORD error, DWORD bytes)>;

// A write whose completion the system below still owes.
struct Outstanding {
  Write write;
  Delivery delivery;
  std::uint64_t number = 0;  // in the order of issue
  std::thread::id thread;
  bool lost = false;  // its completion is nobody's any more
};

// The outstanding writes of a mutant. Any thread.
class Writes {
 public:
  // Gives what was outstanding with the same OVERLAPPED.
  std::optional<Outstanding> Add(const Write& write, Delivery delivery);
  void PutBack(LPOVERLAPPED overlapped, std::optional<Outstanding> before);
  std::optional<Outstanding> Take(LPOVERLAPPED overlapped);
  bool Lose(LPOVERLAPPED overlapped);
  // Those that are not lost, in the order of issue.
  std::vector<Outstanding> All() const;

 private:
  mutable std::mutex mutex_;
  std::map<LPOVERLAPPED, Outstanding> outstanding_;
  std::uint64_t next_ = 0;
};

// ---- sending a write to the system below ----

// As it is, with the caller's own routine: nothing of it is remembered.
BOOL Forward(const Write& write);
// As it is; `delivery` decides what the caller hears of its end.
BOOL Issue(const Write& write, Delivery delivery);
// In its place `sent`: another handle, buffer, length or offset. The OVERLAPPED stays the caller's,
// and its words are put back before this returns.
BOOL IssueInstead(const Write& write, const Write& sent, Delivery delivery);
BOOL IssueAt(const Write& write, std::uint64_t offset);
// From a copy of its bytes that begins a page; as it is when they cannot be read.
BOOL IssueFromPages(const Write& write);
// As it is, but where the system refuses it with `error`, in the call or through the routine, the
// caller hears of a success.
BOOL IssueForgiving(const Write& write, DWORD error);
// As it is, but where the system refuses it with `error` the caller hears of `instead`.
BOOL IssueRenaming(const Write& write, DWORD error, DWORD instead);

// ---- answering in the system's place ----

// FALSE with this last error.
BOOL Refuse(DWORD error);
// TRUE, and the routine will say that `bytes` were written. The last error stays.
BOOL Succeed(const Write& write, DWORD bytes);
// Queues the routine to the calling thread, as the end of a write does.
void Post(const Write& write, DWORD error, DWORD bytes);
// Runs the caller's routine.
void Deliver(const Write& write, DWORD error, DWORD bytes);
void SetWords(const Write& write, DWORD status, DWORD bytes);

// ---- what is outstanding ----

// Internal says STATUS_PENDING.
bool IsPending(const Write& write);
// Not lost, in the order of issue; `file` null = of every handle.
std::vector<Outstanding> OutstandingWrites(HANDLE file = nullptr);
// The caller will not hear of it again.
void Lose(const Outstanding& write);
// The caller hears now, as a success, of a write that is still under way below.
void FinishEarly(const Outstanding& write);

// ---- entries of the table ----

Write WriteOf(HANDLE file, LPCVOID buffer, DWORD length, LPOVERLAPPED overlapped,
              LPOVERLAPPED_COMPLETION_ROUTINE routine);

// A WriteFileEx that leaves every call with an OVERLAPPED to `behave`.
template <BOOL (*behave)(const Write&)>
BOOL WINAPI WriteFileExAs(HANDLE file, LPCVOID buffer, DWORD length, LPOVERLAPPED overlapped,
                          LPOVERLAPPED_COMPLETION_ROUTINE routine) {
  if (overlapped == nullptr || routine == nullptr)
    return Base().WriteFileEx(file, buffer, length, overlapped, routine);
  return behave(WriteOf(file, buffer, length, overlapped, routine));
}

template <BOOL (*behave)(const Write&)>
void ReplaceWriteFileEx(Win32Api& table) {
  table.WriteFileEx = &WriteFileExAs<behave>;
}

template <void (*delivery)(const Write&, DWORD, DWORD)>
BOOL IssueFor(const Write& write) {
  return Issue(write, delivery);
}

// All completions go to `delivery`.
template <void (*delivery)(const Write&, DWORD, DWORD)>
void ReplaceDelivery(Win32Api& table) {
  ReplaceWriteFileEx<&IssueFor<delivery>>(table);
}

}  // namespace wfx::mutants
