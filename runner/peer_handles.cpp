#include "runner/peer_handles.h"

#include "runner/engine/scene.h"
#include "runner/win32/handle.h"
#include "runner/win32/text.h"

namespace wfx {
namespace {

constexpr Peer::Reply kNoSuchHandle{false, ERROR_INVALID_HANDLE};

Peer::Reply Replied(const CallOutcome& outcome) { return {outcome.succeeded, outcome.error}; }

}  // namespace

Peer::Reply PeerHandles::Open(const std::string& handle, const std::string& path) {
  const HANDLE opened = api_.CreateFileW(Wide(path).c_str(), GENERIC_READ | GENERIC_WRITE,
                                         kShareAll, nullptr, OPEN_EXISTING, 0, nullptr);
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

}  // namespace wfx
