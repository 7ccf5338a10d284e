#include "runner/engine/socket_pair.h"

#include <utility>

#include "runner/names.h"

namespace wfx {

const std::vector<std::string_view> kSocketFunctions = {
    "WSAStartup", "WSASocketW", "bind",        "listen",      "getsockname", "connect",
    "accept",     "setsockopt", "ioctlsocket", "closesocket", "Sleep"};

namespace {

constexpr std::uint32_t kThisMachine = 0x7F000001;  // 127.0.0.1; nothing ever leaves it
constexpr WORD kVersion = 0x0202;

// A number in the network's order, which is not that of x86.
constexpr ULONG InNetworkOrder(std::uint32_t value) {
  return static_cast<ULONG>((value & 0xFF) << 24 | (value & 0xFF00) << 8 | (value >> 8 & 0xFF00) |
                            value >> 24);
}

// A socket on its way into a pair, closed where the pair does not come about.
class MadeSocket {
 public:
  explicit MadeSocket(const Win32Api& api) : api_(api) {}
  ~MadeSocket() {
    if (valid()) api_.closesocket(value);
  }
  MadeSocket(const MadeSocket&) = delete;
  MadeSocket& operator=(const MadeSocket&) = delete;
  bool valid() const { return value != INVALID_SOCKET; }
  SOCKET Release() { return std::exchange(value, INVALID_SOCKET); }

  SOCKET value = INVALID_SOCKET;

 private:
  const Win32Api& api_;
};

bool SetBuffer(const Win32Api& api, SOCKET socket, int option, std::optional<std::uint64_t> size) {
  if (!size) return true;
  const auto bytes = static_cast<int>(*size);
  return api.setsockopt(socket, SOL_SOCKET, option, reinterpret_cast<const char*>(&bytes),
                        sizeof bytes) == 0;
}

class Connecting {
 public:
  Connecting(const Win32Api& api, std::optional<std::uint64_t> send_buffer,
             std::optional<std::uint64_t> receive_buffer)
      : connected(api),
        accepted(api),
        api_(api),
        send_buffer_(send_buffer),
        receive_buffer_(receive_buffer) {}

  // Gives the name of the function that failed, "" for none.
  std::string_view Do() {
    WSADATA data{};
    if (const int error = api_.WSAStartup(kVersion, &data); error != 0) {
      api_.SetLastError(static_cast<DWORD>(error));  // It only returns it.
      return "WSAStartup";
    }
    if (const auto failed = Make(listening_); !failed.empty()) return failed;
    if (const auto failed = Make(connected); !failed.empty()) return failed;
    sockaddr_in address{};
    address.sin_family = static_cast<decltype(address.sin_family)>(AF_INET);
    address.sin_addr.s_addr = InNetworkOrder(kThisMachine);
    const auto where = reinterpret_cast<sockaddr*>(&address);
    int length = sizeof address;
    if (api_.bind(listening_.value, where, length) != 0) return "bind";
    if (api_.listen(listening_.value, 1) != 0) return "listen";
    if (api_.getsockname(listening_.value, where, &length) != 0) return "getsockname";
    if (api_.connect(connected.value, where, length) != 0) return "connect";
    accepted.value = api_.accept(listening_.value, nullptr, nullptr);
    return accepted.valid() ? "" : "accept";
  }

  MadeSocket connected, accepted;

 private:
  // An accepted socket has the buffers of the listening one. They are set while there is no
  // connection, which takes its window from them.
  std::string_view Make(MadeSocket& socket) {
    socket.value =
        api_.WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, nullptr, 0, WSA_FLAG_OVERLAPPED);
    if (!socket.valid()) return "WSASocketW";
    const bool set = SetBuffer(api_, socket.value, SO_SNDBUF, send_buffer_) &&
                     SetBuffer(api_, socket.value, SO_RCVBUF, receive_buffer_);
    return set ? "" : "setsockopt";
  }

  const Win32Api& api_;
  const std::optional<std::uint64_t> send_buffer_, receive_buffer_;
  MadeSocket listening_{api_};
};

}  // namespace

SocketPair ConnectSockets(const Win32Api& api, std::optional<std::uint64_t> send_buffer,
                          std::optional<std::uint64_t> receive_buffer) {
  SocketPair pair;
  Connecting connecting(api, send_buffer, receive_buffer);
  pair.failed = connecting.Do();
  if (!pair.failed.empty()) {
    pair.error = api.GetLastError();
    return pair;
  }
  pair.connected = connecting.connected.Release();
  pair.accepted = connecting.accepted.Release();
  return pair;
}

CallOutcome CloseSocket(const Win32Api& api, SOCKET socket, bool reset) {
  const linger at_once{1, 0};
  if (reset && api.setsockopt(socket, SOL_SOCKET, SO_LINGER,
                              reinterpret_cast<const char*>(&at_once), sizeof at_once) != 0) {
    const DWORD error = api.GetLastError();
    api.closesocket(socket);
    return {false, error};
  }
  const bool closed = api.closesocket(socket) == 0;
  return {closed, api.GetLastError()};
}

std::optional<std::uint64_t> AvailableIn(const Win32Api& api, SOCKET socket) {
  ULONG available = 0;
  if (api.ioctlsocket(socket, static_cast<LONG>(FIONREAD), &available) != 0) return {};
  return available;
}

std::string WhyNoSockets(const Win32Api& api) {
  const SocketPair pair = ConnectSockets(api, {}, {});
  if (!pair.failed.empty())
    return std::string(pair.failed) + " failed with " + DescribeError(pair.error);
  CloseSocket(api, pair.connected, false);
  CloseSocket(api, pair.accepted, false);
  return "";
}

void Stage::Make(const GivenSockets& given) {
  const auto bytes = [&](const std::optional<Quantity>& size) {
    return size ? std::optional(SizeOf(*size)) : std::nullopt;
  };
  const SocketPair pair =
      ConnectSockets(api_, bytes(given.send_buffer), bytes(given.receive_buffer));
  if (!pair.failed.empty()) Fail(pair.failed, pair.error);
  for (const auto& [name, socket] :
       {std::pair(given.connected, pair.connected), std::pair(given.accepted, pair.accepted)}) {
    StagedHandle made;
    made.value = HandleOf(socket);
    made.object = given.name;
    made.overlapped = made.socket = true;
    handles_[name] = made;
    handle_order_.push_back(name);
  }
}

}  // namespace wfx
