// What an end of a pipe does with requests, and PeekNamedPipe and SetNamedPipeHandleState.
#include "runner/model/kernel.h"
#include "runner/model/name.h"
#include "runner/model/pipe.h"
#include "runner/model/table.h"

namespace wfx::model {
namespace {

// Null, with `status` set, for a handle that is no pipe's or lacks `access`.
std::shared_ptr<PipeEnd> EndOf(const Call& call, HANDLE handle, DWORD access, Status& status) {
  const auto file = call.Get<FileObject>(handle, status);
  if (file == nullptr) return nullptr;
  const auto end = std::dynamic_pointer_cast<PipeEnd>(file);
  if (end == nullptr) {
    status = STATUS_INVALID_DEVICE_REQUEST;
  } else if ((call.Find(handle)->access & access) == 0) {
    status = STATUS_ACCESS_DENIED;
  }
  return status == STATUS_SUCCESS ? end : nullptr;
}

}  // namespace

PipeEnd::PipeEnd(const OpenOptions& options, std::shared_ptr<PipeInstance> of, Side its_side)
    : FileObject(options), side(its_side), instance(std::move(of)) {}

PipeFlow& PipeEnd::incoming() const {
  return side == Side::kServer ? instance->to_server : instance->to_client;
}

PipeFlow& PipeEnd::outgoing() const {
  return side == Side::kServer ? instance->to_client : instance->to_server;
}

Status PipeEnd::Write(Kernel& kernel, Request& request) {
  // pipe.disconnected_is_refused
  if (instance == nullptr) return GoneStatus(kernel, STATUS_PIPE_DISCONNECTED);
  switch (instance->state) {
    case PipeInstance::State::kListening:  // pipe.listening_is_refused
      return STATUS_PIPE_LISTENING;
    case PipeInstance::State::kDisconnected:
      return GoneStatus(kernel, STATUS_PIPE_DISCONNECTED);
    case PipeInstance::State::kClosing:  // pipe.closed_peer_is_no_data
      return GoneStatus(kernel, STATUS_PIPE_CLOSING);
    case PipeInstance::State::kConnected:
      break;
  }
  if (request.refused != STATUS_SUCCESS) return request.refused;
  if (const Status limit = RemoteLimit(kernel, *this, request); limit != STATUS_SUCCESS)
    return limit;
  return outgoing().Write(kernel, request, nowait);
}

Status PipeEnd::Read(Kernel& kernel, Request& request) {
  if (instance == nullptr) return STATUS_PIPE_DISCONNECTED;
  if (instance->state == PipeInstance::State::kListening) return STATUS_PIPE_LISTENING;
  if (instance->state == PipeInstance::State::kDisconnected) return STATUS_PIPE_DISCONNECTED;
  // pipe.accepted_data_outlives_the_writer
  if (incoming().HasData()) return incoming().Read(kernel, request);
  if (instance->state == PipeInstance::State::kClosing) return STATUS_PIPE_BROKEN;
  if (nowait) return STATUS_PIPE_EMPTY;
  return incoming().Await(kernel, request);
}

// Only a client that was disconnected is told so; elsewhere nothing is unread.
Status PipeEnd::Flush(Kernel& kernel, Request& request) {
  if (instance == nullptr) return STATUS_PIPE_DISCONNECTED;
  return outgoing().Flush(kernel, request);
}

void PipeEnd::Cleanup(Kernel& kernel) {
  if (instance != nullptr) instance->Close(kernel, *this);
}

Status PipeEnd::SetMode(DWORD mode) {
  if (instance == nullptr) return STATUS_PIPE_DISCONNECTED;
  const bool by_message = (mode & PIPE_READMODE_MESSAGE) != 0;
  const bool without_waiting = (mode & PIPE_NOWAIT) != 0;
  if ((mode & ~(PIPE_READMODE_MESSAGE | PIPE_NOWAIT)) != 0) return STATUS_INVALID_PARAMETER;
  if (by_message && !instance->pipe->messages) return STATUS_INVALID_PARAMETER;
  const bool waits = incoming().HasWaitingRead() || outgoing().HasWaitingWrite();
  if (without_waiting && !nowait && waits) return STATUS_PIPE_BUSY;
  incoming().reads_messages = by_message;
  nowait = without_waiting;
  return STATUS_SUCCESS;
}

BOOL WINAPI PeekNamedPipe(HANDLE handle, LPVOID buffer, DWORD size, LPDWORD read, LPDWORD available,
                          LPDWORD left_of_message) {
  Call call;
  Status status = 0;
  const auto end = EndOf(call, handle, FILE_READ_DATA, status);
  if (end == nullptr) return Finish(status);
  if (end->instance == nullptr) return Fail(ERROR_PIPE_NOT_CONNECTED);
  const PipeInstance::State state = end->instance->state;
  const bool closing = state == PipeInstance::State::kClosing;
  if (!closing && state != PipeInstance::State::kConnected) return Fail(ERROR_BAD_PIPE);
  if (closing && !end->incoming().HasData()) return Fail(ERROR_BROKEN_PIPE);
  const PipeFlow::Seen seen =
      end->incoming().Peek({static_cast<std::uint8_t*>(buffer), buffer == nullptr ? 0 : size});
  if (read != nullptr) *read = static_cast<DWORD>(seen.copied);
  if (available != nullptr) *available = static_cast<DWORD>(seen.unread);
  if (left_of_message != nullptr) *left_of_message = static_cast<DWORD>(seen.left_of_message);
  return TRUE;
}

// The other two settings are of remote pipes, which there are none of.
BOOL WINAPI SetNamedPipeHandleState(HANDLE handle, LPDWORD mode, LPDWORD most_collected,
                                    LPDWORD collect_for) {
  Call call;
  Status status = 0;
  const auto end = EndOf(call, handle, FILE_WRITE_ATTRIBUTES, status);
  if (end == nullptr) return Finish(status);
  if (most_collected != nullptr || collect_for != nullptr) return Fail(ERROR_INVALID_PARAMETER);
  return mode == nullptr ? TRUE : Finish(end->SetMode(*mode));
}

}  // namespace wfx::model
