// Named pipes: the name, its instances, and the two ends of an instance.
#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "runner/model/file_object.h"
#include "runner/model/pipe_flow.h"
#include "runner/win32/text.h"

namespace wfx::model {

class PipeInstance;

// What all instances of a name have in common. It has the name while a server end is open.
class NamedPipe {
 public:
  WideString name;        // folded, without \\.\pipe\ .
  DWORD direction = 0;    // PIPE_ACCESS_*, as the server sees it
  bool messages = false;  // PIPE_TYPE_MESSAGE
  DWORD most_instances = 0;
  bool rejects_remote_clients = false;                   // PIPE_REJECT_REMOTE_CLIENTS
  std::vector<std::shared_ptr<PipeInstance>> instances;  // whose server end is open
};

// One end of an instance. Offsets mean nothing to it (pipe.offset_is_ignored), and both ends are
// written alike (pipe.both_ends_are_alike).
class PipeEnd : public FileObject {
 public:
  enum class Side { kServer, kClient };
  PipeEnd(const OpenOptions& options, std::shared_ptr<PipeInstance> of, Side side);

  DWORD Type() const override { return FILE_TYPE_PIPE; }
  Status Write(Kernel& kernel, Request& request) override;
  Status Read(Kernel& kernel, Request& request) override;
  Status Flush(Kernel& kernel, Request& request) override;
  void Cleanup(Kernel& kernel) override;

  // PIPE_READMODE_* and PIPE_WAIT or PIPE_NOWAIT, of this end.
  Status SetMode(DWORD mode);
  PipeFlow& incoming() const;
  PipeFlow& outgoing() const;

  const Side side;
  bool nowait = false;
  std::shared_ptr<PipeInstance> instance;  // null for a client that was disconnected
};

class PipeInstance {
 public:
  enum class State {
    kListening,     // a client may open it, whether or not the server waits for one
    kConnected,     // both ends are open
    kClosing,       // one of two ends was closed
    kDisconnected,  // by the server; a client may open it after ConnectNamedPipe
  };

  PipeInstance(std::shared_ptr<NamedPipe> of, const Kernel& kernel, DWORD out_buffer,
               DWORD in_buffer);

  // REQUIRES: it is listening.
  void Connect(Kernel& kernel, PipeEnd& opened);
  // The server waits for a client: STATUS_PENDING, and `request` is over when one comes.
  Status Listen(Kernel& kernel, const RequestPtr& request);
  Status Disconnect(Kernel& kernel);
  // The last handle to `end` was closed.
  void Close(Kernel& kernel, PipeEnd& end);

  const std::shared_ptr<NamedPipe> pipe;
  State state = State::kListening;
  PipeFlow to_client, to_server;
  PipeEnd* server = nullptr;  // null when closed
  PipeEnd* client = nullptr;  // null when closed, disconnected or not there yet

 private:
  void EndListening(Kernel& kernel, Status status);

  std::deque<RequestPtr> listening_;  // ConnectNamedPipe that waits
};

// What the network makes of the length of a write: STATUS_SUCCESS where it takes it.
Status RemoteLimit(const Kernel& kernel, const PipeEnd& end, const Request& request);

// The code of a write to a pipe that is gone: `measured`, or one of the three in their turn
// (Choices::pipe_codes_by_turns).
Status GoneStatus(Kernel& kernel, Status measured);

}  // namespace wfx::model
