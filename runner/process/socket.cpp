#include "runner/process/socket.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "runner/process/socket_platform.h"

namespace wfx {

using sockets::Socket;

struct Connection::State {
  Socket socket = sockets::kNone;
  explicit State(Socket owned) : socket(owned) {}
  ~State() {
    if (socket != sockets::kNone) sockets::Close(socket);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

namespace {

using Addresses = std::unique_ptr<addrinfo, void (*)(addrinfo*)>;

Addresses Resolve(const Endpoint& endpoint, bool to_listen) {
  sockets::Start();
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_protocol = IPPROTO_TCP;
  if (to_listen) hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  const std::string port = std::to_string(endpoint.port);
  if (getaddrinfo(endpoint.host.c_str(), port.c_str(), &hints, &found) != 0 || found == nullptr)
    throw SocketError("there is no host \"" + endpoint.host + "\"");
  return {found, [](addrinfo* each) { freeaddrinfo(each); }};
}

struct Name {
  std::string host;
  std::uint16_t port = 0;
};

// `asks`: getsockname or getpeername.
template <typename Ask>
Name NameOf(Socket socket, Ask asks) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  std::array<char, 128> host{}, port{};
  if (asks(socket, reinterpret_cast<sockaddr*>(&address), &length) != 0 ||
      getnameinfo(reinterpret_cast<sockaddr*>(&address), length, host.data(),
                  static_cast<socklen_t>(host.size()), port.data(),
                  static_cast<socklen_t>(port.size()), NI_NUMERICHOST | NI_NUMERICSERV) != 0)
    return {};
  return {host.data(), static_cast<std::uint16_t>(std::stoul(port.data()))};
}

void SetOption(Socket socket, int level, int name, int value) {
  setsockopt(socket, level, name, reinterpret_cast<const char*>(&value), sizeof value);
}

// What became of a connection that was begun; 0 = it is made.
int ErrorOf(Socket socket) {
  int error = 0;
  socklen_t length = sizeof error;
  getsockopt(socket, SOL_SOCKET, SO_ERROR, reinterpret_cast<char*>(&error), &length);
  return error;
}

// Gives what went wrong, "" when `socket` is connected.
std::string Connect(Socket socket, const addrinfo& to,
                    std::chrono::steady_clock::time_point until) {
  if (connect(socket, to.ai_addr, static_cast<socklen_t>(to.ai_addrlen)) == 0) return "";
  const int error = sockets::LastError();
  if (!sockets::WouldWait(error)) return sockets::TextOf(error);
  if (!sockets::Await(socket, sockets::For::kWriting, until - std::chrono::steady_clock::now()))
    return "no answer within the time for it";
  const int failed = ErrorOf(socket);
  return failed == 0 ? "" : sockets::TextOf(failed);
}

}  // namespace

Connection::Connection(std::unique_ptr<State> state) : state_(std::move(state)) {
  // Requests and answers are small and wait for each other.
  SetOption(state_->socket, IPPROTO_TCP, TCP_NODELAY, 1);
  SetOption(state_->socket, SOL_SOCKET, SO_KEEPALIVE, 1);
}

Connection::~Connection() = default;

std::unique_ptr<Connection> Connection::Open(const Endpoint& to, std::chrono::nanoseconds at_most) {
  const auto until = std::chrono::steady_clock::now() + at_most;
  const Addresses addresses = Resolve(to, false);
  std::string problem = "no address";
  for (const addrinfo* each = addresses.get(); each != nullptr; each = each->ai_next) {
    auto state =
        std::make_unique<State>(::socket(each->ai_family, each->ai_socktype, each->ai_protocol));
    if (state->socket == sockets::kNone) {
      problem = sockets::TextOf(sockets::LastError());
      continue;
    }
    sockets::MakeOwnAndNonblocking(state->socket);
    problem = Connect(state->socket, *each, until);
    if (problem.empty()) return std::unique_ptr<Connection>(new Connection(std::move(state)));
  }
  throw SocketError("cannot connect to " + to.Text() + ": " + problem);
}

bool Connection::Send(std::string_view bytes, std::chrono::nanoseconds at_most) {
  const auto until = std::chrono::steady_clock::now() + at_most;
  constexpr std::size_t kPiece = 1 << 16;
  while (!bytes.empty()) {
    const auto piece = static_cast<int>(std::min(bytes.size(), kPiece));
    const auto count = send(state_->socket, bytes.data(), piece, 0);
    if (count > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
      continue;
    }
    if (!sockets::WouldWait(sockets::LastError())) return false;
    if (!sockets::Await(state_->socket, sockets::For::kWriting,
                        until - std::chrono::steady_clock::now()))
      return false;
  }
  return true;
}

Connection::Got Connection::Receive(std::string& bytes, std::chrono::nanoseconds at_most) {
  const auto until = std::chrono::steady_clock::now() + at_most;
  std::array<char, 1 << 16> piece;
  for (;;) {
    const auto count = recv(state_->socket, piece.data(), static_cast<int>(piece.size()), 0);
    if (count > 0) {
      bytes.append(piece.data(), static_cast<std::size_t>(count));
      return Got::kBytes;
    }
    if (count == 0 || !sockets::WouldWait(sockets::LastError())) return Got::kEnded;
    if (!sockets::Await(state_->socket, sockets::For::kReading,
                        until - std::chrono::steady_clock::now()))
      return Got::kTimeout;
  }
}

std::string Connection::local_address() const {
  return NameOf(state_->socket, [](auto... all) { return getsockname(all...); }).host;
}

std::string Connection::remote_address() const {
  return NameOf(state_->socket, [](auto... all) { return getpeername(all...); }).host;
}

Listener::Listener(const Endpoint& at) {
  const Addresses addresses = Resolve(at, true);
  const addrinfo& first = *addresses;
  state_ = std::make_unique<Connection::State>(
      ::socket(first.ai_family, first.ai_socktype, first.ai_protocol));
  const auto fail = [&] {
    throw SocketError("cannot listen at " + at.Text() + ": " +
                      sockets::TextOf(sockets::LastError()));
  };
  if (state_->socket == sockets::kNone) fail();
  sockets::MakeOwnAndNonblocking(state_->socket);
#ifdef _WIN32
  // There SO_REUSEADDR would let somebody else take the port over.
  SetOption(state_->socket, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, 1);
#else
  SetOption(state_->socket, SOL_SOCKET, SO_REUSEADDR, 1);
#endif
  constexpr int kWaiting = 4;
  if (bind(state_->socket, first.ai_addr, static_cast<socklen_t>(first.ai_addrlen)) != 0 ||
      listen(state_->socket, kWaiting) != 0)
    fail();
  const Name name = NameOf(state_->socket, [](auto... all) { return getsockname(all...); });
  at_ = {name.host, name.port};
}

Listener::~Listener() = default;

std::unique_ptr<Connection> Listener::Accept(std::chrono::nanoseconds at_most) {
  const auto until = std::chrono::steady_clock::now() + at_most;
  for (;;) {
    const Socket accepted = accept(state_->socket, nullptr, nullptr);
    if (accepted != sockets::kNone) {
      sockets::MakeOwnAndNonblocking(accepted);
      return std::unique_ptr<Connection>(
          new Connection(std::make_unique<Connection::State>(accepted)));
    }
    const int error = sockets::LastError();
    // A client that has gone again before it was taken is no reason to stop.
    if (sockets::HasGone(error)) continue;
    if (!sockets::WouldWait(error))
      throw SocketError("cannot wait for clients: " + sockets::TextOf(error));
    if (!sockets::Await(state_->socket, sockets::For::kReading,
                        until - std::chrono::steady_clock::now()))
      return nullptr;
  }
}

}  // namespace wfx
