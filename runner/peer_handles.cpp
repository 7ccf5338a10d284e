#include "runner/peer_handles.h"

#include "runner/win32/text.h"

namespace wfx {
namespace {

constexpr Peer::Reply kNoSuchHandle{false, ERROR_INVALID_HANDLE};

OVERLAPPED At(std::uint64_t offset) {
  OVERLAPPED overlapped{};
  overlapped.Offset = static_cast<DWORD>(offset);
  overlapped.OffsetHigh = static_cast<DWORD>(offset >> 32);
  return overlapped;
}

DWORD Low(std::uint64_t length) { return static_cast<DWORD>(length); }
DWORD High(std::uint64_t length) { return static_cast<DWORD>(length >> 32); }

}  // namespace

Peer::Reply PeerHandles::Open(const std::string& handle, const std::string& path) {
  const HANDLE opened = api_.CreateFileW(Wide(path).c_str(), GENERIC_READ | GENERIC_WRITE,
                                         FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                                         nullptr, OPEN_EXISTING, 0, nullptr);
  if (opened == INVALID_HANDLE_VALUE) return Said(false);
  handles_[handle] = opened;
  return Said(true);
}

Peer::Reply PeerHandles::Lock(const std::string& handle, std::uint64_t offset, std::uint64_t length,
                              bool exclusive) {
  const auto found = handles_.find(handle);
  if (found == handles_.end()) return kNoSuchHandle;
  OVERLAPPED range = At(offset);
  const DWORD flags = LOCKFILE_FAIL_IMMEDIATELY | (exclusive ? LOCKFILE_EXCLUSIVE_LOCK : 0);
  return Said(api_.LockFileEx(found->second, flags, 0, Low(length), High(length), &range) != 0);
}

Peer::Reply PeerHandles::Unlock(const std::string& handle, std::uint64_t offset,
                                std::uint64_t length) {
  const auto found = handles_.find(handle);
  if (found == handles_.end()) return kNoSuchHandle;
  OVERLAPPED range = At(offset);
  return Said(api_.UnlockFileEx(found->second, 0, Low(length), High(length), &range) != 0);
}

Peer::Reply PeerHandles::Close(const std::string& handle) {
  const auto found = handles_.find(handle);
  if (found == handles_.end()) return kNoSuchHandle;
  const HANDLE closed = found->second;
  handles_.erase(found);
  return Said(api_.CloseHandle(closed) != 0);
}

}  // namespace wfx
