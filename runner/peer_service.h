// The peer's side of its frames: does what they ask for.
#pragma once

#include <string>

#include "runner/json_text.h"
#include "runner/peer_handles.h"

namespace wfx {

class PeerService {
 public:
  // `api` must outlive it.
  explicit PeerService(const Win32Api& api) : handles_(api) {}
  virtual ~PeerService() = default;

  // The answer to `request`, a frame. Throws JsonError for one that is none.
  std::string AnswerTo(const JsonNode& request);
  void CloseAll() { handles_.CloseAll(); }

 protected:
  // Throws std::runtime_error, one line, for what this peer does not do.
  virtual void Check(const JsonNode& request) const;
  // What a request to open something means here.
  virtual std::string PathOf(const JsonNode& request) const;

 private:
  Peer::Reply Open(const JsonNode& request);
  Peer::Reply Done(const JsonNode& request);

  PeerHandles handles_;
};

}  // namespace wfx
