#include "runner/model/port.h"

#include <algorithm>

#include "runner/model/kernel.h"
#include "runner/model/table.h"

namespace wfx::model {
namespace {

// Waits for a packet: 0, STATUS_TIMEOUT or STATUS_USER_APC.
Status WaitForPacket(Call& call, CompletionPort& port, DWORD milliseconds, bool alertable) {
  Object* const on[] = {&port};
  const Time deadline = call.kernel.Deadline(milliseconds);
  return call.kernel.Block(
      call.lock, call.self, on, [&] { return port.IsSignaled(); }, deadline, alertable);
}

}  // namespace

void CompletionPort::Post(Kernel& kernel, const Packet& packet) {
  packets.push_back(packet);
  kernel.Wake(*this);
}

// A request that is under way already keeps its routine
// (handle.port_after_issue_leaves_the_routine): a port is looked at when a request ends, and only
// where no routine was given.
HANDLE WINAPI CreateIoCompletionPort(HANDLE handle, HANDLE existing, ULONG_PTR key, DWORD) {
  Call call;
  Status status = STATUS_SUCCESS;
  std::shared_ptr<CompletionPort> port;
  if (existing != nullptr) {
    port = call.Get<CompletionPort>(existing, status);
    if (port == nullptr) return Finish(status), nullptr;
  }
  std::shared_ptr<FileObject> file;
  if (handle != INVALID_HANDLE_VALUE) {
    file = call.Get<FileObject>(handle, status);
    if (file == nullptr) return Finish(status), nullptr;
    if (!file->overlapped() || file->port != nullptr) {
      return Fail(ERROR_INVALID_PARAMETER), nullptr;
    }
  } else if (existing != nullptr) {
    return Fail(ERROR_INVALID_PARAMETER), nullptr;
  }
  HANDLE result = existing;
  if (port == nullptr) {
    port = std::make_shared<CompletionPort>();
    result = call.kernel.Open(call.self.process, port, GENERIC_ALL);
  }
  if (file != nullptr) {
    file->port = port;
    file->port_key = key;
  }
  return result;
}

BOOL WINAPI PostQueuedCompletionStatus(HANDLE handle, DWORD bytes, ULONG_PTR key,
                                       LPOVERLAPPED overlapped) {
  Call call;
  Status status = 0;
  const auto port = call.Get<CompletionPort>(handle, status);
  if (port == nullptr) return Finish(status);
  port->Post(call.kernel, {overlapped, key, STATUS_SUCCESS, bytes});
  return TRUE;
}

// Not alertable.
BOOL WINAPI GetQueuedCompletionStatus(HANDLE handle, LPDWORD bytes, PULONG_PTR key,
                                      LPOVERLAPPED* overlapped, DWORD milliseconds) {
  Call call;
  *overlapped = nullptr;
  Status status = 0;
  const auto port = call.Get<CompletionPort>(handle, status);
  if (port == nullptr) return Finish(status);
  status = WaitForPacket(call, *port, milliseconds, false);
  if (status != STATUS_SUCCESS) return Fail(WAIT_TIMEOUT);
  const Packet packet = port->packets.front();
  port->packets.pop_front();
  *bytes = packet.bytes;
  *key = packet.key;
  *overlapped = packet.overlapped;
  return Finish(packet.status);
}

BOOL WINAPI GetQueuedCompletionStatusEx(HANDLE handle, LPOVERLAPPED_ENTRY entries, ULONG count,
                                        PULONG removed, DWORD milliseconds, BOOL alertable) {
  Call call;
  *removed = 0;
  Status status = 0;
  const auto port = call.Get<CompletionPort>(handle, status);
  if (port == nullptr) return Finish(status);
  status = WaitForPacket(call, *port, milliseconds, alertable != FALSE);
  if (status == STATUS_USER_APC) return Fail(WAIT_IO_COMPLETION);
  if (status != STATUS_SUCCESS) return Fail(WAIT_TIMEOUT);
  const auto taken = std::min<std::size_t>(count, port->packets.size());
  for (std::size_t i = 0; i < taken; ++i) {
    const Packet packet = port->packets.front();
    port->packets.pop_front();
    entries[i] = {packet.key, packet.overlapped, packet.status, packet.bytes};
  }
  *removed = static_cast<ULONG>(taken);
  return TRUE;
}

BOOL WINAPI SetFileCompletionNotificationModes(HANDLE handle, BYTE modes) {
  Call call;
  Status status = 0;
  const auto file = call.Get<FileObject>(handle, status);
  if (file == nullptr) return Finish(status);
  // completion.notification_modes_stay: what was set is not taken back.
  if ((modes & FILE_SKIP_COMPLETION_PORT_ON_SUCCESS) != 0 && !file->overlapped()) {
    return Fail(ERROR_INVALID_PARAMETER);
  }
  file->notification_modes = static_cast<BYTE>(file->notification_modes | modes);
  return TRUE;
}

}  // namespace wfx::model
