// The peer on another machine that a run is to use, as its options name it.
#pragma once

#include <string>

namespace wfx {

// Which peer, and what proves that it may be used.
struct RemoteChoice {
  std::string at;            // HOST[:PORT]; "" = there is none
  std::string token_file;    // UTF-8
  bool may_be_here = false;  // a peer on this very machine is taken, and nothing judged with it
};

}  // namespace wfx
