#include "runner/engine/target_remote.h"

#include <string>

#include "runner/engine/target_probe.h"
#include "runner/names.h"
#include "runner/scenario/capability.h"
#include "runner/win32/handle.h"
#include "runner/win32/text.h"

namespace wfx {
namespace {

constexpr DWORD kProbeQuota = 4096;
constexpr char kProbeHandle[] = "probe";

std::string Failed(const std::string& what, std::uint32_t error) {
  return what + " failed with " + DescribeError(error);
}

std::string PathOfPipe(const std::string& host, const std::string& name) {
  return "\\\\" + host + "\\pipe\\" + name;
}

// Each gives why it cannot be done; "" = it can.

std::string WhyNoRemotePipe(const Win32Api& api, const RemoteMachine& machine) {
  const auto peer = machine.start_peer();
  const PeerPipe pipe{ProbeName(), PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED, PIPE_TYPE_BYTE,
                      kProbeQuota};
  const Peer::Reply made = peer->MakePipe(kProbeHandle, pipe);
  if (!made.succeeded) return Failed("CreateNamedPipeW of the peer", made.last_error);
  const Handle client(api, api.CreateFileW(Wide(PathOfPipe(machine.host, pipe.name)).c_str(),
                                           GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_EXISTING,
                                           FILE_FLAG_OVERLAPPED, nullptr));
  return client.valid()
             ? ""
             : Failed("opening a pipe of the peer as " + PathOfPipe(machine.host, "NAME"),
                      api.GetLastError());
}

std::string WhyNoRemoteClient(const Win32Api& api, const RemoteMachine& machine) {
  const std::string name = ProbeName();
  const Handle server(
      api, api.CreateNamedPipeW(Wide(PathOfPipe(".", name)).c_str(),
                                PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED, PIPE_TYPE_BYTE, 1,
                                kProbeQuota, kProbeQuota, 0, nullptr));
  if (!server.valid()) return Failed("CreateNamedPipeW", api.GetLastError());
  const auto peer = machine.start_peer();
  const Peer::Reply opened =
      peer->Open(kProbeHandle, PathOfPipe(machine.here, name), GENERIC_READ | GENERIC_WRITE, 0);
  return opened.succeeded ? ""
                          : Failed("opening a pipe of this machine by the peer as " +
                                       PathOfPipe(machine.here, "NAME"),
                                   opened.last_error);
}

// Nobody else has a file of the name that chance makes up for this one.
std::string WhyNoRemoteFile(const Win32Api& api, const RemoteMachine& machine,
                            const std::string& directory) {
  const ProbeFile file(api, PathIn(directory, ProbeName()));
  if (!file.valid()) return file.Problem("CreateFileW");
  const auto peer = machine.start_peer();
  const Peer::Reply opened = peer->Open(kProbeHandle, file.path(), GENERIC_READ | GENERIC_WRITE, 0);
  if (!opened.succeeded)
    return Failed("opening a file of the target by the peer", opened.last_error);
  peer->Close(kProbeHandle);
  return "";
}

}  // namespace

void ProbeRemote(const Win32Api& api, const RemoteMachine& machine, TargetFacts& target) {
  const auto note = [&](Capability capability, const auto& attempt) {
    std::string& reason =
        target.capabilities[std::string(kCapabilities[static_cast<std::size_t>(capability)].name)];
    reason = machine.why_not;
    if (!machine.start_peer) return;
    std::string seen;
    try {
      seen = attempt();
    } catch (const std::exception& error) {
      seen = error.what();
    }
    if (reason.empty()) {
      reason = seen;
    } else {
      reason += "; tried all the same: " + (seen.empty() ? "it works" : seen);
    }
  };
  note(Capability::kRemotePeer, [&] {
    machine.start_peer();
    return std::string();
  });
  note(Capability::kRemotePipe, [&] { return WhyNoRemotePipe(api, machine); });
  note(Capability::kRemoteClient, [&] { return WhyNoRemoteClient(api, machine); });
  note(Capability::kRemoteFile, [&] { return WhyNoRemoteFile(api, machine, target.directory); });
}

}  // namespace wfx
