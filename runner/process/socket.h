// TCP connections with a bound on everything: BSD sockets and Winsock behind one face.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "runner/process/endpoint.h"

namespace wfx {

// No connection can be made or waited for; `what()` is one line.
class SocketError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Thread rule: one user at a time.
class Connection {
 public:
  // Throws SocketError: an unknown host, no route, nobody there, or not within `at_most`.
  static std::unique_ptr<Connection> Open(const Endpoint& to, std::chrono::nanoseconds at_most);
  ~Connection();  // closes it
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // False when the other side is gone, or does not take them within `at_most`.
  bool Send(std::string_view bytes, std::chrono::nanoseconds at_most);
  enum class Got { kBytes, kTimeout, kEnded };
  // Appends what has come to `bytes`, waiting for something up to `at_most`.
  Got Receive(std::string& bytes, std::chrono::nanoseconds at_most);

  // Numeric, without a port: ours and the other side's.
  std::string local_address() const;
  std::string remote_address() const;

 private:
  friend class Listener;
  struct State;
  explicit Connection(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

class Listener {
 public:
  // Port 0 takes a free one. Throws SocketError: no such address here, or it is taken.
  explicit Listener(const Endpoint& at);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  // Numeric, with the port that was taken.
  const Endpoint& at() const { return at_; }
  // Null when nobody came within `at_most`. Throws SocketError when nobody can come any more.
  std::unique_ptr<Connection> Accept(std::chrono::nanoseconds at_most);

 private:
  std::unique_ptr<Connection::State> state_;
  Endpoint at_;
};

}  // namespace wfx
