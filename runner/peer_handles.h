// What a peer does with the system: a few handles by name.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "runner/engine/crew.h"
#include "runner/engine/perform.h"
#include "runner/win32/api.h"

namespace wfx {

// Thread rule: one thread at a time; Write and Wait always on the same, and that one is alertable
// nowhere else.
class PeerHandles {
 public:
  // `api` must outlive it.
  explicit PeerHandles(const Win32Api& api);
  ~PeerHandles();
  PeerHandles(const PeerHandles&) = delete;
  PeerHandles& operator=(const PeerHandles&) = delete;

  // As Peer's. A handle that is not open is ERROR_INVALID_HANDLE.
  Peer::Reply Open(const std::string& handle, const std::string& path, DWORD access, DWORD flags);
  Peer::Reply Lock(const std::string& handle, std::uint64_t offset, std::uint64_t length,
                   bool exclusive);
  Peer::Reply Unlock(const std::string& handle, std::uint64_t offset, std::uint64_t length);
  Peer::Reply Close(const std::string& handle);
  // For a process that goes on: what is still open would end with it.
  void CloseAll();
  Peer::Reply MakePipe(const std::string& handle, const PeerPipe& pipe);
  PeerReadReply Read(const std::string& handle, std::uint32_t length, Duration at_most);
  // What they ask for may end the process.
  PeerWriteReply Write(const PeerWrite& write);
  std::vector<PeerCompletion> Wait(Duration at_most);
  // `in_process` as Crew's.
  Peer::Reply Assemble(const CrewOrder& order, Crew::InProcess in_process = {});
  void Release() { crew_->Release(); }
  CrewReport Finish();

 private:
  struct Request;
  struct PendingRead;

  PeerReadReply ReadOnce(HANDLE pipe, DWORD length, Duration at_most);
  Peer::Reply Said(bool succeeded) const {
    return {succeeded, succeeded ? 0 : api_.GetLastError()};
  }
  static void CALLBACK NoteRoutine(DWORD error, DWORD bytes, LPOVERLAPPED overlapped) noexcept;

  const Win32Api& api_;
  std::map<std::string, HANDLE> handles_;
  std::map<std::string, PeerPipe> pipes_;  // of those handles that are server ends
  std::unique_ptr<Crew> crew_;
  std::vector<std::shared_ptr<PendingRead>> abandoned_;  // kept for good: see requests_
  std::vector<std::shared_ptr<Request>> requests_;  // kept for good: a system may still use them
  std::vector<PeerCompletion> completions_;         // that Wait has not told of yet
};

}  // namespace wfx
