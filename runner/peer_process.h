// Another process on the same system: its client, and the process itself.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "runner/engine/perform.h"
#include "runner/win32/api.h"

namespace wfx {

// Starts peers as processes of a program, and keeps those that ended their work without an open
// handle for the next scenario. Thread rule: the peers of one pool may be used on different
// threads, one thread a peer.
class PeerPool {
 public:
  // `arguments` make `program` a peer: "--peer" and the choice of the system.
  PeerPool(std::string program, std::vector<std::string> arguments);
  ~PeerPool();  // ends the idle ones
  PeerPool(const PeerPool&) = delete;
  PeerPool& operator=(const PeerPool&) = delete;

  // Its peers may outlive the pool.
  PeerFactory Factory();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

// The peer's side: does what comes over standard input until end of file. Gives the exit code.
int ServePeer(const Win32Api& api);

}  // namespace wfx
