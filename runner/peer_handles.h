// What a peer does with the system: a few handles by name.
#pragma once

#include <map>
#include <string>

#include "runner/engine/perform.h"
#include "runner/win32/api.h"

namespace wfx {

// Thread rule: one thread at a time.
class PeerHandles {
 public:
  // `api` must outlive it.
  explicit PeerHandles(const Win32Api& api) : api_(api) {}
  PeerHandles(const PeerHandles&) = delete;
  PeerHandles& operator=(const PeerHandles&) = delete;

  // As Peer's. A handle that is not open is ERROR_INVALID_HANDLE.
  Peer::Reply Open(const std::string& handle, const std::string& path);
  Peer::Reply Lock(const std::string& handle, std::uint64_t offset, std::uint64_t length,
                   bool exclusive);
  Peer::Reply Unlock(const std::string& handle, std::uint64_t offset, std::uint64_t length);
  Peer::Reply Close(const std::string& handle);

 private:
  Peer::Reply Said(bool succeeded) const {
    return {succeeded, succeeded ? 0 : api_.GetLastError()};
  }

  const Win32Api& api_;
  std::map<std::string, HANDLE> handles_;
};

}  // namespace wfx
