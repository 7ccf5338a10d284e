#include "runner/model/socket.h"

#include <utility>

#include "runner/model/kernel.h"
#include "runner/model/name.h"
#include "runner/model/table.h"

namespace wfx::model {
namespace {

// Two bytes in the network's order.
constexpr USHORT Swapped(USHORT value) { return static_cast<USHORT>(value << 8 | value >> 8); }
constexpr ULONG kThisMachine = 0x0100007F;  // 127.0.0.1 in the network's order
constexpr std::uint16_t kFirstPort = 49152;

HANDLE HandleOf(SOCKET socket) { return reinterpret_cast<HANDLE>(socket); }
SOCKET SocketOf(HANDLE handle) { return reinterpret_cast<SOCKET>(handle); }

int FailSocket(DWORD error) { return Fail(error), SOCKET_ERROR; }

std::shared_ptr<SocketObject> SocketNamed(const Call& call, SOCKET socket) {
  return call.Get<SocketObject>(HandleOf(socket));
}

SOCKET Open(Call& call, std::shared_ptr<SocketObject> socket) {
  constexpr DWORD kAccess = FILE_GENERIC_READ | FILE_GENERIC_WRITE;
  return SocketOf(call.kernel.Open(call.self.process, std::move(socket), kAccess));
}

OpenOptions OptionsOf(DWORD flags) {
  OpenOptions options;
  options.access = FILE_GENERIC_READ | FILE_GENERIC_WRITE;
  options.flags = (flags & WSA_FLAG_OVERLAPPED) != 0 ? FILE_FLAG_OVERLAPPED : 0;
  return options;
}

// Null where nobody listens.
SocketObject* Listener(const Call& call, const sockaddr* name) {
  const auto* address = reinterpret_cast<const sockaddr_in*>(name);
  if (address->sin_family != AF_INET || address->sin_addr.s_addr != kThisMachine) return nullptr;
  const auto found = call.kernel.names->listeners.find(Swapped(address->sin_port));
  return found == call.kernel.names->listeners.end() ? nullptr : found->second;
}

}  // namespace

Connection::Connection(const Kernel& kernel, const SocketBuffers& connected_buffers,
                       const SocketBuffers& accepted_buffers)
    : to_connected(accepted_buffers.send + connected_buffers.receive, false,
                   kernel.choices.pipe_read_piece),
      to_accepted(connected_buffers.send + accepted_buffers.receive, false,
                  kernel.choices.pipe_read_piece) {}

PipeFlow& SocketObject::incoming() const {
  return connection->connected == this ? connection->to_connected : connection->to_accepted;
}

PipeFlow& SocketObject::outgoing() const {
  return connection->connected == this ? connection->to_accepted : connection->to_connected;
}

bool SocketObject::PeerIsOpen() const {
  return connection->connected != nullptr && connection->accepted != nullptr;
}

Status SocketObject::Write(Kernel& kernel, Request& request) {
  if (connection == nullptr) return STATUS_CONNECTION_DISCONNECTED;
  // socket.reset_is_a_win32_error; a peer that is gone answers the next byte with a reset.
  if (connection->reset || !PeerIsOpen()) return STATUS_CONNECTION_RESET;
  if (request.refused != STATUS_SUCCESS) return request.refused;
  return outgoing().Write(kernel, request, false);
}

Status SocketObject::Read(Kernel& kernel, Request& request) {
  if (connection == nullptr) return STATUS_CONNECTION_DISCONNECTED;
  if (connection->reset) return STATUS_CONNECTION_RESET;
  if (incoming().HasData()) return incoming().Read(kernel, request);
  if (PeerIsOpen()) return incoming().Await(kernel, request);
  request.transferred = 0;  // the end of the stream
  return STATUS_SUCCESS;
}

// Whatever is under way in either direction ends, and what is unread is lost.
void SocketObject::Reset(Kernel& kernel) {
  connection->reset = true;
  connection->to_connected.End(kernel, STATUS_CONNECTION_RESET);
  connection->to_accepted.End(kernel, STATUS_CONNECTION_RESET);
}

void SocketObject::Cleanup(Kernel& kernel) {
  if (listening) kernel.names->listeners.erase(port);
  // Connections nobody has taken end with the listener.
  for (const auto& each : std::exchange(arrived, {})) {
    each->resets = true;
    each->Cleanup(kernel);
  }
  if (connection == nullptr) return;
  kernel.CancelAll(
      kernel.PendingWhere([&](const Request& each) { return each.file.get() == this; }));
  const bool unread = incoming().HasData();
  const bool was_connected = connection->connected == this;
  if (resets || unread) {
    Reset(kernel);
  } else {
    // The peer reads what was sent, and then the end.
    incoming().End(kernel, STATUS_CONNECTION_RESET);
    outgoing().EndReads(kernel, STATUS_SUCCESS);
  }
  (was_connected ? connection->connected : connection->accepted) = nullptr;
}

int WINAPI WSAStartup(WORD version, LPWSADATA data) {
  if (data != nullptr) {
    *data = WSADATA{};
    data->wVersion = data->wHighVersion = version;
  }
  return 0;
}

SOCKET WINAPI WSASocketW(int family, int type, int protocol, LPWSAPROTOCOL_INFOW, GROUP,
                         DWORD flags) {
  Call call;
  const bool tcp =
      family == AF_INET && type == SOCK_STREAM && (protocol == IPPROTO_TCP || protocol == 0);
  if (!tcp) return Fail(WSAEOPNOTSUPP), INVALID_SOCKET;
  return Open(call, std::make_shared<SocketObject>(OptionsOf(flags)));
}

// Port 0 is any that is free.
int WINAPI bind(SOCKET handle, const sockaddr* name, int) {
  Call call;
  const auto socket = SocketNamed(call, handle);
  if (socket == nullptr) return FailSocket(WSAENOTSOCK);
  const auto* address = reinterpret_cast<const sockaddr_in*>(name);
  if (address->sin_addr.s_addr != kThisMachine) return FailSocket(WSAENETUNREACH);
  socket->port = Swapped(address->sin_port);
  if (socket->port == 0) {
    socket->port = kFirstPort;
    while (call.kernel.names->listeners.contains(socket->port)) ++socket->port;
  }
  return 0;
}

int WINAPI listen(SOCKET handle, int) {
  Call call;
  const auto socket = SocketNamed(call, handle);
  if (socket == nullptr) return FailSocket(WSAENOTSOCK);
  const bool first = call.kernel.names->listeners.emplace(socket->port, socket.get()).second;
  if (socket->port == 0 || !first) return FailSocket(ERROR_INVALID_PARAMETER);
  socket->listening = true;
  return 0;
}

int WINAPI getsockname(SOCKET handle, sockaddr* name, int* length) {
  Call call;
  const auto socket = SocketNamed(call, handle);
  if (socket == nullptr) return FailSocket(WSAENOTSOCK);
  auto* address = reinterpret_cast<sockaddr_in*>(name);
  *address = sockaddr_in{};
  address->sin_family = AF_INET;
  address->sin_port = Swapped(socket->port);
  address->sin_addr.s_addr = kThisMachine;
  *length = sizeof *address;
  return 0;
}

// The accepted end is there at once, before anybody takes it.
int WINAPI connect(SOCKET handle, const sockaddr* name, int) {
  Call call;
  const auto socket = SocketNamed(call, handle);
  if (socket == nullptr) return FailSocket(WSAENOTSOCK);
  SocketObject* const listener = Listener(call, name);
  if (listener == nullptr) return FailSocket(WSAECONNREFUSED);
  auto accepted = std::make_shared<SocketObject>(listener->options());
  accepted->buffers = listener->buffers;
  accepted->port = listener->port;
  auto connection = std::make_shared<Connection>(call.kernel, socket->buffers, accepted->buffers);
  connection->connected = socket.get();
  connection->accepted = accepted.get();
  socket->connection = accepted->connection = std::move(connection);
  listener->arrived.push_back(std::move(accepted));
  return 0;
}

// Never waits: who accepts has connected before.
SOCKET WINAPI accept(SOCKET handle, sockaddr*, int*) {
  Call call;
  const auto socket = SocketNamed(call, handle);
  if (socket == nullptr) return Fail(WSAENOTSOCK), INVALID_SOCKET;
  if (socket->arrived.empty()) return Fail(ERROR_INVALID_PARAMETER), INVALID_SOCKET;
  auto accepted = std::move(socket->arrived.front());
  socket->arrived.pop_front();
  return Open(call, std::move(accepted));
}

int WINAPI setsockopt(SOCKET handle, int level, int option, const char* value, int) {
  Call call;
  const auto socket = SocketNamed(call, handle);
  if (socket == nullptr) return FailSocket(WSAENOTSOCK);
  if (level != SOL_SOCKET) return FailSocket(WSAEOPNOTSUPP);
  switch (option) {
    case SO_SNDBUF:
      socket->buffers.send = *reinterpret_cast<const DWORD*>(value);
      return 0;
    case SO_RCVBUF:
      socket->buffers.receive = *reinterpret_cast<const DWORD*>(value);
      return 0;
    case SO_LINGER: {
      const auto* lingers = reinterpret_cast<const linger*>(value);
      socket->resets = lingers->l_onoff != 0 && lingers->l_linger == 0;
      return 0;
    }
    default:
      return FailSocket(WSAEOPNOTSUPP);
  }
}

int WINAPI ioctlsocket(SOCKET handle, LONG command, ULONG* value) {
  Call call;
  const auto socket = SocketNamed(call, handle);
  if (socket == nullptr) return FailSocket(WSAENOTSOCK);
  if (command != FIONREAD) return FailSocket(WSAEOPNOTSUPP);
  const bool connected = socket->connection != nullptr && !socket->connection->reset;
  *value = connected ? static_cast<ULONG>(socket->incoming().Peek({}).unread) : 0;
  return 0;
}

int WINAPI closesocket(SOCKET handle) {
  Call call;
  if (SocketNamed(call, handle) == nullptr) return FailSocket(WSAENOTSOCK);
  call.kernel.Close(call.self.process, HandleOf(handle));
  return 0;
}

}  // namespace wfx::model
