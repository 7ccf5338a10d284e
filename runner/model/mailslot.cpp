#include "runner/model/mailslot.h"

#include <algorithm>
#include <utility>

#include "runner/model/kernel.h"
#include "runner/model/name.h"
#include "runner/model/table.h"

namespace wfx::model {
namespace {

// Gives a whole message to a read; one that is too small for it fails and takes nothing.
Status Give(const std::vector<std::uint8_t>& message, Request& read) {
  if (read.length < message.size()) return STATUS_BUFFER_TOO_SMALL;
  std::copy(message.begin(), message.end(), read.target);
  read.transferred = static_cast<DWORD>(message.size());
  return STATUS_SUCCESS;
}

}  // namespace

// completion:WFX-MSL-001. The write is over at once, whatever is unread.
Status MailslotClient::Write(Kernel& kernel, Request& request) {
  // completion:WFX-MSL-011: the code is not established, that it fails is.
  if (slot->closed) return STATUS_FILE_FORCED_CLOSED;
  if (request.refused != STATUS_SUCCESS) return request.refused;
  // completion:WFX-MSL-006, and completion:WFX-MSL-007: no limit but the slot's own.
  if (slot->most_bytes != 0 && request.length > slot->most_bytes) return STATUS_INVALID_PARAMETER;
  request.transferred = request.length;
  while (!slot->reads.empty()) {
    const RequestPtr read = std::move(slot->reads.front());
    slot->reads.pop_front();
    const Status status = Give(request.bytes, *read);
    kernel.Complete(read, status, status == STATUS_SUCCESS ? read->transferred : 0);
    if (status == STATUS_SUCCESS) return STATUS_SUCCESS;
  }
  // completion:WFX-MSL-004, completion:WFX-MSL-005: also an empty one.
  slot->messages.push_back(std::move(request.bytes));
  return STATUS_SUCCESS;
}

Status MailslotServer::Read(Kernel& kernel, Request& request) {
  if (!slot->messages.empty()) {
    const Status status = Give(slot->messages.front(), request);
    if (status == STATUS_SUCCESS) slot->messages.pop_front();
    return status;
  }
  if (slot->read_timeout == 0) return STATUS_IO_TIMEOUT;
  slot->reads.push_back(request.shared_from_this());
  request.withdraw = [held = slot.get(), raw = &request] {
    std::erase_if(held->reads, [&](const RequestPtr& read) { return read.get() == raw; });
  };
  if (slot->read_timeout != MAILSLOT_WAIT_FOREVER) {
    const Time due = kernel.clock.Now() + std::chrono::milliseconds(slot->read_timeout);
    kernel.clock.At(due, [&kernel, weak = request.weak_from_this()] {
      if (const RequestPtr read = weak.lock()) kernel.Cancel(read, STATUS_IO_TIMEOUT);
    });
  }
  return STATUS_PENDING;
}

void MailslotServer::Cleanup(Kernel& kernel) {
  slot->closed = true;
  slot->messages.clear();
  kernel.names->mailslots.erase(slot->name);
  for (const RequestPtr& read : std::exchange(slot->reads, {})) {
    kernel.Complete(read, STATUS_FILE_FORCED_CLOSED, 0);
  }
}

// The handle is a synchronous one that reads (completion:WFX-MSL-002).
HANDLE WINAPI CreateMailslotW(LPCWSTR path, DWORD most_bytes, DWORD read_timeout,
                              LPSECURITY_ATTRIBUTES) {
  Call call;
  const auto fail = [](DWORD error) { return Fail(error), INVALID_HANDLE_VALUE; };
  if (path == nullptr) return fail(ERROR_PATH_NOT_FOUND);
  const WideString folded = Fold(path), prefix = Wide("\\\\.\\MAILSLOT\\");
  if (!folded.starts_with(prefix) || folded == prefix) return fail(ERROR_INVALID_NAME);
  auto slot = std::make_shared<Mailslot>();
  slot->name = folded.substr(prefix.size());
  slot->most_bytes = most_bytes;
  slot->read_timeout = read_timeout;
  const bool made = call.kernel.names->mailslots.emplace(slot->name, slot).second;
  if (!made) return fail(ERROR_ALREADY_EXISTS);
  OpenOptions options;
  options.access = FILE_GENERIC_READ;
  SetError(ERROR_SUCCESS);
  return call.kernel.Open(call.self.process,
                          std::make_shared<MailslotServer>(options, std::move(slot)),
                          options.access);
}

// completion:WFX-MSL-009; any share mode is as good as another (completion:WFX-MSL-010).
Status OpenMailslotClient(Kernel& kernel, const WideString& name, const OpenOptions& options,
                          std::shared_ptr<FileObject>& opened) {
  const auto found = kernel.names->mailslots.find(Fold(name));
  if (found == kernel.names->mailslots.end()) return STATUS_OBJECT_NAME_NOT_FOUND;
  opened = std::make_shared<MailslotClient>(options, found->second);
  return STATUS_SUCCESS;
}

BOOL WINAPI GetMailslotInfo(HANDLE handle, LPDWORD most_bytes, LPDWORD next, LPDWORD count,
                            LPDWORD read_timeout) {
  Call call;
  Status status = 0;
  const auto server = call.Get<MailslotServer>(handle, status);
  if (server == nullptr) return Finish(status);
  const Mailslot& slot = *server->slot;
  const bool none = slot.messages.empty();
  if (most_bytes != nullptr) *most_bytes = slot.most_bytes;
  if (next != nullptr) {
    *next = none ? MAILSLOT_NO_MESSAGE : static_cast<DWORD>(slot.messages.front().size());
  }
  if (count != nullptr) *count = static_cast<DWORD>(slot.messages.size());
  if (read_timeout != nullptr) *read_timeout = slot.read_timeout;
  return TRUE;
}

BOOL WINAPI SetMailslotInfo(HANDLE handle, DWORD read_timeout) {
  Call call;
  Status status = 0;
  const auto server = call.Get<MailslotServer>(handle, status);
  if (server == nullptr) return Finish(status);
  server->slot->read_timeout = read_timeout;
  return TRUE;
}

}  // namespace wfx::model
