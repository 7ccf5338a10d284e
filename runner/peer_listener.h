// The peer for runs on other machines: serves them one at a time, over the network.
#pragma once

#include <functional>
#include <ostream>
#include <string>

#include "runner/peer_channel.h"
#include "runner/win32/api.h"

namespace wfx {

struct ListenerChoice {
  std::string at;          // ADDRESS[:PORT]
  std::string token_file;  // UTF-8
  std::string folder;      // where files may be opened, spelled for the system; "" = nowhere
  std::string version;     // of the program
};

class PeerListener {
 public:
  // Listens at once. Throws std::runtime_error, one line, for what of `choice` cannot be. `log`
  // gets one line for each client; `api` and it must outlive this.
  PeerListener(const Win32Api& api, const ListenerChoice& choice, std::ostream& log);

  const Endpoint& at() const { return listener_.at(); }
  // Serves until a client that holds the token has it end, or `stops` says so, which is asked a few
  // times a second while nobody is served.
  void Serve(const std::function<bool()>& stops = {});

  // A client that says nothing for so long is let go.
  static constexpr std::chrono::minutes kIdleBound{5};

 private:
  // True when the client has it end.
  bool ServeOne(std::unique_ptr<Connection> connection);
  void Log(const std::string& line);

  const Win32Api& api_;
  const std::string token_;
  PeerIntroduction introduction_;
  std::ostream& log_;
  Listener listener_;
};

}  // namespace wfx
