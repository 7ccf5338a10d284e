#include <deque>

#include "runner/model/agreement_parts.h"
#include "runner/win32/overlapped.h"

namespace wfx {

// A write that was begun. Lives as long as the process: a system that is wrong may end it late.
struct BegunWrite {
  OVERLAPPED overlapped{};
  std::vector<std::uint8_t> bytes;
  int number = 0;
  DWORD error = 0, count = 0;
  int runs = 0;
};

namespace {

std::deque<BegunWrite>& AllBegun() {
  static auto& all = *new std::deque<BegunWrite>;
  return all;
}

void CALLBACK NoteEnd(DWORD error, DWORD count, LPOVERLAPPED overlapped) {
  for (auto begun = AllBegun().rbegin(); begun != AllBegun().rend(); ++begun) {
    if (&begun->overlapped != overlapped) continue;
    begun->error = error;
    begun->count = count;
    ++begun->runs;
    return;
  }
}

std::string Ending(int number, DWORD error, DWORD count) {
  return "; w" + std::to_string(number) +
         (error == 0 ? " ended with " + std::to_string(count) + " bytes"
                     : " ended with " + ErrorText(error));
}

}  // namespace

std::string Hash(const std::vector<std::uint8_t>& bytes) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const std::uint8_t each : bytes) hash = (hash ^ each) * 1099511628211ULL;
  return std::to_string(bytes.size()) + " bytes #" + std::to_string(hash);
}

std::string ErrorText(DWORD error) { return "error " + std::to_string(error); }

std::string IssuedWrites::Issue(HANDLE handle, std::uint64_t offset, DWORD length,
                                bool null_buffer) {
  BegunWrite& begun = AllBegun().emplace_back();
  begun.number = ++count_;
  begun.bytes.assign(length + 1, static_cast<std::uint8_t>('a' + count_ % 26));
  SetOffset(begun.overlapped, offset);
  const void* buffer = null_buffer ? nullptr : begun.bytes.data();
  if (!api_.WriteFileEx(handle, buffer, length, &begun.overlapped, &NoteEnd)) {
    return Ending(begun.number, api_.GetLastError(), 0);
  }
  waiting_.push_back(&begun);
  return "";
}

std::string IssuedWrites::Reap() {
  for (int i = 0; i < 100 && api_.SleepEx(0, TRUE) != 0; ++i) {
  }
  std::string said;
  for (const BegunWrite* begun : waiting_) {
    if (begun->runs > 0) said += Ending(begun->number, begun->error, begun->count);
    if (begun->runs > 1) said += " " + std::to_string(begun->runs) + " times";
  }
  std::erase_if(waiting_, [](const BegunWrite* begun) { return begun->runs > 0; });
  return said;
}

}  // namespace wfx
