// Systems that get sockets wrong.
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "runner/mutants/areas.h"
#include "runner/mutants/state.h"

namespace wfx::mutants {
namespace {

// The open sockets, whether each was accepted, and who made it.
class Sockets {
 public:
  struct Made {
    bool accepted = false;
    std::thread::id thread;
  };

  void Add(SOCKET socket, bool accepted) {
    const std::lock_guard lock(mutex_);
    made_[reinterpret_cast<HANDLE>(socket)] = {accepted, std::this_thread::get_id()};
  }
  void Closed(SOCKET socket) {
    const std::lock_guard lock(mutex_);
    made_.erase(reinterpret_cast<HANDLE>(socket));
  }
  std::optional<Made> Find(HANDLE handle) const {
    const std::lock_guard lock(mutex_);
    const auto found = made_.find(handle);
    return found == made_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  mutable std::mutex mutex_;
  std::map<HANDLE, Made> made_;
};

std::optional<Sockets::Made> SocketOf(HANDLE handle) { return Own<Sockets>().Find(handle); }

SOCKET WINAPI WatchedSocket(int family, int type, int protocol, LPWSAPROTOCOL_INFOW information,
                            GROUP group, DWORD flags) {
  const SOCKET socket = Base().WSASocketW(family, type, protocol, information, group, flags);
  if (socket != INVALID_SOCKET) Own<Sockets>().Add(socket, false);
  return socket;
}

SOCKET WINAPI WatchedAccept(SOCKET listener, sockaddr* name, int* length) {
  const SOCKET socket = Base().accept(listener, name, length);
  if (socket != INVALID_SOCKET) Own<Sockets>().Add(socket, true);
  return socket;
}

int WINAPI WatchedCloseSocket(SOCKET socket) {
  Own<Sockets>().Closed(socket);
  return Base().closesocket(socket);
}

void WatchSockets(Win32Api& table) {
  table.WSASocketW = &WatchedSocket;
  table.accept = &WatchedAccept;
  table.closesocket = &WatchedCloseSocket;
}

template <BOOL (*behave)(const Write&)>
void ReplaceWriteFileExOnSockets(Win32Api& table) {
  WatchSockets(table);
  ReplaceWriteFileEx<behave>(table);
}

// ---- what is written ----

BOOL LoseTheLastByteSent(const Write& write) {
  if (!SocketOf(write.file) || write.length == 0) return Forward(write);
  Write sent = write;
  --sent.length;
  return IssueInstead(write, sent, [](const Write& ended, DWORD error, DWORD bytes) {
    if (error == 0) ended.overlapped->InternalHigh = ++bytes;
    Deliver(ended, error, bytes);
  });
}

BOOL RefuseTheAcceptedEnd(const Write& write) {
  const auto socket = SocketOf(write.file);
  return socket && socket->accepted ? Refuse(ERROR_INVALID_HANDLE) : Forward(write);
}

// The offset of a write is one that is not negative, or -1.
BOOL TakeOffsetsBelowMinusOne(const Write& write) {
  const bool wrong = SocketOf(write.file) && !write.HasOffset() && !write.Appends();
  return wrong ? IssueAt(write, 0) : Forward(write);
}

BOOL ForgiveResets(const Write& write) {
  return SocketOf(write.file) ? IssueForgiving(write, ERROR_NETNAME_DELETED) : Forward(write);
}

// ---- how it ends ----

// A thread that never ends issues it; where none but the maker of the socket does, nothing changes.
// Only one thread is at work at a time: the caller waits outside of the system below.
BOOL IssueFromAThreadThatStays(const Write& write) {
  const auto socket = SocketOf(write.file);
  if (!socket || socket->thread == std::this_thread::get_id()) return Forward(write);
  struct Issued {
    std::mutex mutex;
    std::condition_variable changed;
    bool done = false;
    BOOL accepted = FALSE;
    DWORD error = 0;
  };
  const auto issued = std::make_shared<Issued>();
  std::thread([write, issued] {
    std::unique_lock lock(issued->mutex);
    issued->accepted = Forward(write);
    issued->error = Base().GetLastError();
    issued->done = true;
    issued->changed.notify_all();
    issued->changed.wait(lock, [] { return false; });
  }).detach();
  std::unique_lock lock(issued->mutex);
  issued->changed.wait(lock, [&] { return issued->done; });
  if (issued->accepted == FALSE) return Refuse(issued->error);
  return TRUE;
}

BOOL WINAPI CancelNothing(HANDLE file) { return SocketOf(file) ? TRUE : Base().CancelIo(file); }

// It is over before the peer has read any of it.
BOOL NeverPend(const Write& write) {
  if (!SocketOf(write.file)) return Forward(write);
  const BOOL accepted = Issue(write, &Deliver);
  if (accepted == FALSE || !IsPending(write)) return accepted;
  for (const Outstanding& each : OutstandingWrites(write.file)) {
    if (each.write.overlapped == write.overlapped) FinishEarly(each);
  }
  return accepted;
}

constexpr Mutant kSocketMutants[] = {
    {"socket_loses_the_last_byte", "socket.connected_one_takes_writes",
     "of a write to a socket all bytes arrive but the last",
     &ReplaceWriteFileExOnSockets<&LoseTheLastByteSent>},
    {"accepted_socket_takes_no_writes", "socket.connected_one_takes_writes",
     "a write to an accepted socket fails with ERROR_INVALID_HANDLE",
     &ReplaceWriteFileExOnSockets<&RefuseTheAcceptedEnd>},
    {"socket_send_cannot_be_cancelled", "socket.large_send_pends",
     "CancelIo on a socket returns TRUE and does nothing",
     [](Win32Api& table) {
       WatchSockets(table);
       table.CancelIo = &CancelNothing;
     }},
    {"socket_send_never_pends", "socket.large_send_pends",
     "a write to a socket completes however little room there is",
     &ReplaceWriteFileExOnSockets<&NeverPend>},
    {"socket_takes_negative_offsets", "socket.offset_is_not_negative",
     "a write to a socket completes with an offset below -1",
     &ReplaceWriteFileExOnSockets<&TakeOffsetsBelowMinusOne>},
    {"socket_write_outlives_its_thread", "socket.pending_write_ends_with_its_thread",
     "a pending write to a socket goes on when its thread has ended",
     &ReplaceWriteFileExOnSockets<&IssueFromAThreadThatStays>},
    {"reset_socket_succeeds", "socket.reset_is_a_win32_error",
     "a write to a socket that was reset reports success",
     &ReplaceWriteFileExOnSockets<&ForgiveResets>},
};

}  // namespace

std::span<const Mutant> SocketMutants() { return kSocketMutants; }

}  // namespace wfx::mutants
