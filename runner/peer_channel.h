// The channel between a run and a peer on another machine: frames over TCP, of which each side
// proves that it holds the token. Nothing is encrypted: what is sent are orders and test data.
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>

#include "runner/process/machine.h"
#include "runner/process/socket.h"

namespace wfx {

// No channel, or it broke; `what()` is one line.
class ChannelError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// What a peer says of itself.
struct PeerIntroduction {
  std::string version;  // of its program
  MachineIdentity machine;
  std::string folder;  // where it may open files; "" = nowhere
  std::string client;  // the address of whom it talks to, as it sees it
};

// Both sides begin with a random number in the clear; from both and the token comes a key that
// seals every frame after that, numbered and by direction, so that none can be made up, changed,
// repeated or sent back by who does not hold the token. Thread rule: one user at a time.
class PeerChannel {
 public:
  // Differs where frames do; both sides must have the same.
  static constexpr std::uint32_t kProtocol = 1;
  static constexpr std::chrono::seconds kConnectBound{10};
  static constexpr std::chrono::seconds kGreetingBound{10};  // of the handshake, on either side
  static constexpr std::chrono::seconds kSendBound{20};
  static constexpr std::size_t kLongestFrame = 8 << 20;

  // The run's side. Throws ChannelError: nobody there, no peer of this protocol, another token.
  static std::unique_ptr<PeerChannel> Dial(const Endpoint& to, const std::string& token);
  // The peer's side: `introduction` is told to a client that has proven the token, and nothing to
  // any other. Throws ChannelError.
  static std::unique_ptr<PeerChannel> Answer(std::unique_ptr<Connection> connection,
                                             const std::string& token,
                                             PeerIntroduction introduction);
  ~PeerChannel();
  PeerChannel(const PeerChannel&) = delete;
  PeerChannel& operator=(const PeerChannel&) = delete;

  // Of the peer; on its own side too.
  const PeerIntroduction& introduction() const;
  // Numeric, of the other side.
  std::string remote_address() const;
  std::string local_address() const;

  // Throws ChannelError when the other side is gone or takes nothing.
  void Send(const std::string& frame);
  // Throws ChannelError for silence, for what is no sealed frame, and at the end.
  std::string Receive(std::chrono::nanoseconds at_most);
  // The other side has ended the channel in good order, as the last Receive found.
  bool ended() const;

 private:
  struct State;
  explicit PeerChannel(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace wfx
