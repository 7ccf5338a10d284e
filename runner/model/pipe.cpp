// Names and instances of pipes: how they are made, connected, disconnected and closed.
#include "runner/model/pipe.h"

#include <algorithm>
#include <utility>

#include "runner/model/kernel.h"
#include "runner/model/name.h"
#include "runner/model/table.h"

namespace wfx::model {
namespace {

constexpr DWORD kOpenModes = PIPE_ACCESS_DUPLEX | FILE_FLAG_FIRST_PIPE_INSTANCE |
                             FILE_FLAG_WRITE_THROUGH | FILE_FLAG_OVERLAPPED | WRITE_DAC |
                             WRITE_OWNER;
constexpr DWORD kPipeModes =
    PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_NOWAIT | PIPE_REJECT_REMOTE_CLIENTS;

struct Asked {
  DWORD open_mode = 0, pipe_mode = 0, instances = 0, out_buffer = 0, in_buffer = 0;
  DWORD direction() const { return open_mode & PIPE_ACCESS_DUPLEX; }
  bool messages() const { return (pipe_mode & PIPE_TYPE_MESSAGE) != 0; }
};

bool IsValid(const Asked& asked) {
  const bool by_message = (asked.pipe_mode & PIPE_READMODE_MESSAGE) != 0;
  return asked.direction() != 0 && (asked.open_mode & ~kOpenModes) == 0 &&
         (asked.pipe_mode & ~kPipeModes) == 0 && (asked.messages() || !by_message) &&
         asked.instances >= 1 && asked.instances <= PIPE_UNLIMITED_INSTANCES;
}

// pipe.direction_is_refused: the handle has the rights of its direction only.
DWORD ServerAccess(DWORD direction) {
  DWORD access = SYNCHRONIZE;
  if ((direction & PIPE_ACCESS_INBOUND) != 0) access |= FILE_GENERIC_READ;
  if ((direction & PIPE_ACCESS_OUTBOUND) != 0) access |= FILE_GENERIC_WRITE;
  return access;
}

// The pipe of `name`, made when it is the first instance.
Status TakePipe(Kernel& kernel, const WideString& name, const Asked& asked,
                std::shared_ptr<NamedPipe>& pipe) {
  auto& pipes = kernel.names->pipes;
  if (const auto found = pipes.find(name); found != pipes.end()) {
    pipe = found->second;
    const DWORD most = pipe->most_instances;
    if (most != PIPE_UNLIMITED_INSTANCES && pipe->instances.size() >= most) {
      return STATUS_INSTANCE_NOT_AVAILABLE;
    }
    const bool first = (asked.open_mode & FILE_FLAG_FIRST_PIPE_INSTANCE) != 0;
    const bool differs = pipe->direction != asked.direction() || pipe->messages != asked.messages();
    return first || differs ? STATUS_ACCESS_DENIED : STATUS_SUCCESS;
  }
  pipe = std::make_shared<NamedPipe>();
  pipe->name = name;
  pipe->direction = asked.direction();
  pipe->messages = asked.messages();
  pipe->most_instances = asked.instances;
  pipe->rejects_remote_clients = (asked.pipe_mode & PIPE_REJECT_REMOTE_CLIENTS) != 0;
  pipes[name] = pipe;
  return STATUS_SUCCESS;
}

std::shared_ptr<PipeEnd> NewInstance(const Kernel& kernel, const std::shared_ptr<NamedPipe>& pipe,
                                     const Asked& asked) {
  auto instance = std::make_shared<PipeInstance>(pipe, kernel, asked.out_buffer, asked.in_buffer);
  OpenOptions options;
  options.access = ServerAccess(asked.direction());
  options.flags = asked.open_mode & (FILE_FLAG_OVERLAPPED | FILE_FLAG_WRITE_THROUGH);
  auto end = std::make_shared<PipeEnd>(options, instance, PipeEnd::Side::kServer);
  end->nowait = (asked.pipe_mode & PIPE_NOWAIT) != 0;
  instance->to_server.reads_messages = (asked.pipe_mode & PIPE_READMODE_MESSAGE) != 0;
  instance->server = end.get();
  pipe->instances.push_back(std::move(instance));
  return end;
}

// The server's end that `handle` means; null with `status` set for anything else.
std::shared_ptr<PipeEnd> ServerEnd(const Call& call, HANDLE handle, Status& status) {
  const auto file = call.Get<FileObject>(handle, status);
  if (file == nullptr) return nullptr;
  auto end = std::dynamic_pointer_cast<PipeEnd>(file);
  if (end != nullptr && end->side == PipeEnd::Side::kServer) return end;
  status = STATUS_INVALID_DEVICE_REQUEST;
  return nullptr;
}

}  // namespace

Status GoneStatus(Kernel& kernel, Status measured) {
  constexpr Status kCodes[] = {STATUS_PIPE_BROKEN, STATUS_PIPE_CLOSING, STATUS_PIPE_DISCONNECTED};
  const bool of_pipe = std::ranges::find(kCodes, measured) != std::end(kCodes);
  if (!kernel.choices.pipe_codes_by_turns || !of_pipe) return measured;
  return kCodes[kernel.names->pipe_codes_taken++ % std::size(kCodes)];
}

PipeInstance::PipeInstance(std::shared_ptr<NamedPipe> of, const Kernel& kernel, DWORD out_buffer,
                           DWORD in_buffer)
    : pipe(std::move(of)),
      to_client(out_buffer, pipe->messages, pipe->messages ? 0 : kernel.choices.pipe_read_piece),
      to_server(in_buffer, pipe->messages, pipe->messages ? 0 : kernel.choices.pipe_read_piece) {}

void PipeInstance::EndListening(Kernel& kernel, Status status) {
  for (const RequestPtr& request : std::exchange(listening_, {})) {
    kernel.Complete(request, status, 0);
  }
}

void PipeInstance::Connect(Kernel& kernel, PipeEnd& opened) {
  state = State::kConnected;
  client = &opened;
  to_client.reads_messages = false;  // pipe.byte_mode_merges_messages: until the client asks
  EndListening(kernel, STATUS_SUCCESS);
}

Status PipeInstance::Listen(Kernel& kernel, const RequestPtr& request) {
  if (state == State::kConnected) return STATUS_PIPE_CONNECTED;
  if (state == State::kClosing) return STATUS_PIPE_CLOSING;
  const bool again = std::exchange(state, State::kListening) == State::kDisconnected;
  // Without waiting the first call after DisconnectNamedPipe succeeds; later ones report that no
  // client has come.
  if (server->nowait) return again ? STATUS_SUCCESS : STATUS_PIPE_LISTENING;
  request->withdraw = [this, raw = request.get()] {
    std::erase_if(listening_, [&](const RequestPtr& each) { return each.get() == raw; });
  };
  listening_.push_back(request);
  kernel.Pend(request);
  return STATUS_PENDING;
}

// pipe.disconnecting_ends_a_pending_write: in either direction, and what is unread is lost.
Status PipeInstance::Disconnect(Kernel& kernel) {
  if (state == State::kDisconnected) return STATUS_PIPE_DISCONNECTED;
  state = State::kDisconnected;
  EndListening(kernel, STATUS_PIPE_DISCONNECTED);
  to_client.End(kernel, STATUS_PIPE_DISCONNECTED);
  to_server.End(kernel, STATUS_PIPE_DISCONNECTED);
  if (client != nullptr) client->instance.reset();
  client = nullptr;
  return STATUS_SUCCESS;
}

void PipeInstance::Close(Kernel& kernel, PipeEnd& end) {
  // pipe.peer_closing_breaks_a_pending_write; its own waiting reads end alike
  // (completion:WFX-PIPE-030), and a flush of the peer's.
  end.incoming().End(kernel, STATUS_PIPE_BROKEN);
  // pipe.accepted_data_outlives_the_writer; so does a write of its own that waits: it is over when
  // it has been read (completion:WFX-PIPE-031).
  end.outgoing().EndReads(kernel, STATUS_PIPE_BROKEN);
  EndListening(kernel, STATUS_PIPE_BROKEN);
  if (state == State::kConnected) state = State::kClosing;
  if (end.side == PipeEnd::Side::kClient) {
    client = nullptr;
    return;
  }
  server = nullptr;
  std::erase_if(pipe->instances, [&](const auto& each) { return each.get() == this; });
  if (pipe->instances.empty()) kernel.names->pipes.erase(pipe->name);
}

HANDLE WINAPI CreateNamedPipeW(LPCWSTR path, DWORD open_mode, DWORD pipe_mode, DWORD instances,
                               DWORD out_buffer, DWORD in_buffer, DWORD, LPSECURITY_ATTRIBUTES) {
  Call call;
  const auto fail = [](DWORD error) { return Fail(error), INVALID_HANDLE_VALUE; };
  if (path == nullptr) return fail(ERROR_PATH_NOT_FOUND);
  const WideString folded = Fold(path), prefix = Wide("\\\\.\\PIPE\\");
  if (!folded.starts_with(prefix) || folded == prefix) return fail(ERROR_INVALID_NAME);
  const Asked asked{open_mode, pipe_mode, instances, out_buffer, in_buffer};
  if (!IsValid(asked)) return fail(ERROR_INVALID_PARAMETER);
  std::shared_ptr<NamedPipe> pipe;
  const WideString key =
      PipeKey(call.kernel.MachineOf(call.self.process), folded.substr(prefix.size()));
  const Status status = TakePipe(call.kernel, key, asked, pipe);
  if (status != STATUS_SUCCESS) return fail(ErrorOf(status));
  SetError(ERROR_SUCCESS);
  return call.kernel.Open(call.self.process, NewInstance(call.kernel, pipe, asked),
                          ServerAccess(asked.direction()));
}

// A client may come before the server waits for it (completion:WFX-PIPE-026).
Status OpenPipeClient(Kernel& kernel, const WideString& key, const OpenOptions& options,
                      std::shared_ptr<FileObject>& opened) {
  const auto found = kernel.names->pipes.find(key);
  if (found == kernel.names->pipes.end()) return STATUS_OBJECT_NAME_NOT_FOUND;
  const NamedPipe& pipe = *found->second;
  const bool reads = (options.access & FILE_READ_DATA) != 0;
  const bool writes = (options.access & FILE_WRITE_DATA) != 0;
  // remote_pipe.may_be_refused
  if (options.through_network && pipe.rejects_remote_clients) return STATUS_ACCESS_DENIED;
  // completion:WFX-PIPE-028
  if ((reads && pipe.direction == PIPE_ACCESS_INBOUND) ||
      (writes && pipe.direction == PIPE_ACCESS_OUTBOUND)) {
    return STATUS_ACCESS_DENIED;
  }
  const auto listening = std::find_if(
      pipe.instances.begin(), pipe.instances.end(),
      [](const auto& instance) { return instance->state == PipeInstance::State::kListening; });
  if (listening == pipe.instances.end()) return STATUS_PIPE_NOT_AVAILABLE;
  const auto end = std::make_shared<PipeEnd>(options, *listening, PipeEnd::Side::kClient);
  (*listening)->Connect(kernel, *end);
  opened = end;
  return STATUS_SUCCESS;
}

BOOL WINAPI ConnectNamedPipe(HANDLE handle, LPOVERLAPPED overlapped) {
  Call call;
  Status status = 0;
  const auto end = ServerEnd(call, handle, status);
  if (end == nullptr) return Finish(status);
  const RequestPtr request = NewRequest(call, Request::Kind::kConnect, end, overlapped);
  status = TakeEvent(call, *request);
  if (status != STATUS_SUCCESS) return Finish(status);
  if (auto* event = dynamic_cast<Event*>(request->event.get())) event->SetState(false);
  status = end->instance->Listen(call.kernel, request);
  if (status != STATUS_PENDING) return Finish(status);
  if (request->event == nullptr) end->SetSignaled(false);
  if (end->overlapped() && overlapped != nullptr) return Finish(status);
  return Finish(WaitUntilDone(call, *request));
}

BOOL WINAPI DisconnectNamedPipe(HANDLE handle) {
  Call call;
  Status status = 0;
  const auto end = ServerEnd(call, handle, status);
  return Finish(end == nullptr ? status : end->instance->Disconnect(call.kernel));
}

}  // namespace wfx::model
