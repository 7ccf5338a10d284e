// TCP sockets within this system: 127.0.0.1 is all there is.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>

#include "runner/model/file_object.h"
#include "runner/model/pipe_flow.h"

namespace wfx::model {

// Sizes of a socket's buffers, in bytes.
struct SocketBuffers {
  std::uint32_t send = 64 << 10, receive = 64 << 10;
};

class SocketObject;

// What two sockets have in common once they are connected. What one sends waits in the buffers of
// both until the other has read it (socket.large_send_pends).
struct Connection {
  Connection(const Kernel& kernel, const SocketBuffers& connected, const SocketBuffers& accepted);

  PipeFlow to_connected, to_accepted;
  SocketObject* connected = nullptr;  // null when closed
  SocketObject* accepted = nullptr;
  bool reset = false;  // by either end
};

// A socket in any of its states. Offsets mean nothing to it.
class SocketObject : public FileObject {
 public:
  explicit SocketObject(const OpenOptions& options) : FileObject(options) {}

  DWORD Type() const override { return FILE_TYPE_PIPE; }
  Status Write(Kernel& kernel, Request& request) override;
  Status Read(Kernel& kernel, Request& request) override;
  void Cleanup(Kernel& kernel) override;

  // REQUIRES of what follows: it is connected.
  PipeFlow& incoming() const;
  PipeFlow& outgoing() const;
  bool PeerIsOpen() const;

  SocketBuffers buffers;
  bool resets = false;     // SO_LINGER of 0 s: closing it resets the connection
  std::uint16_t port = 0;  // bound to; 0 = none
  bool listening = false;
  std::deque<std::shared_ptr<SocketObject>> arrived;  // accepted ends that nobody has taken yet
  std::shared_ptr<Connection> connection;

 private:
  void Reset(Kernel& kernel);
};

}  // namespace wfx::model
