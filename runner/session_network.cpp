#include "runner/session_network.h"

#include <stdexcept>
#include <string>

#include "runner/exit_code.h"
#include "runner/peer_listener.h"
#include "runner/session_targets.h"
#include "runner/session_venue.h"
#include "wfx_version.h"

namespace wfx {

int ServeNetwork(const Program& program, const Options& options, std::ostream& out) {
  const SystemChoice choice{.base = options.system, .providers = options.providers};
  const OpenedSystem system = OpenSystem(choice);
  ListenerChoice listens{options.listen, options.remote.token_file, "", WFX_VERSION};
  if (!options.targets.empty()) listens.folder = TargetDirectories(options).Find().front().second;
  try {
    PeerListener listener(system.api, listens, out);
    out << program.name << ": a peer listens at " << listener.at().Text() << "; "
        << (listens.folder.empty() ? "no files" : "files in " + listens.folder)
        << "; Ctrl-C ends it\n"
        << std::flush;
    listener.Serve();
  } catch (const std::runtime_error& error) {
    throw UsageError(error.what());
  }
  return kHeld;
}

void EndRemotePeer(const Options& options, std::ostream& out) {
  const RemotePeers peers = ReachRemotePeer(options.remote);
  try {
    peers.End();
  } catch (const std::runtime_error& error) {
    throw UsageError(error.what());
  }
  out << "the peer on " << peers.introduction().machine.name << " has ended\n";
}

}  // namespace wfx
