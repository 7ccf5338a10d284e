// A peer on another machine, as a run uses it.
#pragma once

#include <memory>
#include <string>

#include "runner/engine/perform.h"
#include "runner/peer_channel.h"
#include "runner/peer_choice.h"

namespace wfx {

class RemotePeers {
 public:
  // Speaks to the peer once. Throws std::runtime_error, one line: it cannot be reached or does not
  // hold the token; it is this machine, and may not be.
  explicit RemotePeers(const RemoteChoice& choice);

  // As perform.h wants it. Each peer it starts has a connection of its own, one at a time; what a
  // peer holds is closed with it.
  RemoteMachine machine() const;
  const PeerIntroduction& introduction() const { return introduction_; }
  // The peer ends. Throws as above.
  void End() const;

 private:
  Endpoint at_;
  std::string token_;
  PeerIntroduction introduction_;
  std::string why_here_;  // why the peer is on this machine; "" = it is not
};

}  // namespace wfx
