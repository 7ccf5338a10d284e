// The thread that empties a pipe.
#include "runner/engine/load_reader.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "runner/names.h"
#include "runner/win32/handle.h"

namespace wfx {
namespace {

constexpr std::size_t kOneRead = 1u << 20;

}  // namespace

struct LoadReader::State {
  State(const Win32Api& table, HANDLE from, bool is_overlapped)
      : api(table), handle(from), overlapped(is_overlapped) {}

  void ReadAll();
  // The count of one read; the error is 0 when there was none.
  DWORD Read(std::vector<char>& bytes, HANDLE event, DWORD& error) const;

  const Win32Api api;  // a copy: the thread may outlive its maker
  const HANDLE handle;
  const bool overlapped;
  std::mutex mutex;
  std::condition_variable changed;
  std::uint64_t bytes_read = 0;
  DWORD last_error = 0;
  bool ended = false;
};

DWORD LoadReader::State::Read(std::vector<char>& bytes, HANDLE event, DWORD& error) const {
  DWORD count = 0;
  OVERLAPPED words{};
  words.hEvent = event;
  error = ERROR_SUCCESS;
  if (api.ReadFile(handle, bytes.data(), static_cast<DWORD>(bytes.size()), &count,
                   overlapped ? &words : nullptr)) {
    if (!overlapped) return count;
  } else {
    error = api.GetLastError();
  }
  if (overlapped && (error == ERROR_SUCCESS || error == ERROR_IO_PENDING)) {
    error = ERROR_SUCCESS;
    if (!api.GetOverlappedResult(handle, &words, &count, TRUE)) error = api.GetLastError();
  }
  // Of a message that is longer the rest comes with the next read.
  if (error == ERROR_MORE_DATA) error = ERROR_SUCCESS;
  return count;
}

void LoadReader::State::ReadAll() {
  std::vector<char> bytes(kOneRead);
  const Handle event(api, overlapped ? api.CreateEventW(nullptr, TRUE, FALSE, nullptr) : nullptr);
  for (DWORD error = ERROR_SUCCESS; error == ERROR_SUCCESS;) {
    const DWORD count = Read(bytes, event.get(), error);
    const std::lock_guard lock(mutex);
    bytes_read += count;
    last_error = error;
    ended = error != ERROR_SUCCESS;
    changed.notify_all();
  }
}

LoadReader::LoadReader(const Win32Api& api, HANDLE handle, bool overlapped)
    : state_(std::make_shared<State>(api, handle, overlapped)) {
  std::thread([state = state_] { state->ReadAll(); }).detach();
}

LoadReader::~LoadReader() = default;

std::string LoadReader::Expect(std::uint64_t bytes, Duration patience) {
  std::unique_lock lock(state_->mutex);
  const auto done = [&] { return state_->bytes_read >= bytes || state_->ended; };
  for (std::uint64_t before = 0; !done();) {
    before = state_->bytes_read;
    state_->changed.wait_for(lock, patience,
                             [&] { return done() || state_->bytes_read != before; });
    if (state_->bytes_read == before && !done()) break;
  }
  if (state_->bytes_read == bytes) return "";
  std::string line = "the reader got " + std::to_string(state_->bytes_read) + " of " +
                     std::to_string(bytes) + " bytes written";
  if (state_->ended) line += ": ReadFile failed with " + DescribeError(state_->last_error);
  return line;
}

bool LoadReader::End(Duration patience) {
  std::unique_lock lock(state_->mutex);
  return state_->changed.wait_for(lock, patience, [&] { return state_->ended; });
}

}  // namespace wfx
