// Pipes and mailslots of a scene.
#include <algorithm>
#include <random>
#include <utility>

#include "runner/engine/perform.h"
#include "runner/engine/scene.h"

namespace wfx {
namespace {

// Keeps the pipes and mailslots of harnesses apart that run at the same time.
const std::string& ProcessTag() {
  static const std::string tag = std::to_string(std::random_device{}());
  return tag;
}

std::string UniqueName(const Case& subject, const std::string& name) {
  return "wfx_" + ProcessTag() + "_" + ObjectName(subject, name).substr(4);
}

// "pipe" or "mailslot": where the name lives, on `host` or, ".", here.
WideString DevicePath(std::string_view place, const std::string& name,
                      const std::string& host = ".") {
  return Wide("\\\\" + host + "\\" + std::string(place) + "\\" + name);
}

DWORD OpenModeOf(const GivenPipe& given, const std::string& server) {
  const DWORD first = server == given.server ? FILE_FLAG_FIRST_PIPE_INSTANCE : 0;
  return given.access | given.flags | first;
}

DWORD PipeModeOf(const GivenPipe& given) {
  return (given.message_type ? PIPE_TYPE_MESSAGE : PIPE_TYPE_BYTE) | given.read_mode |
         (given.nowait ? PIPE_NOWAIT : PIPE_WAIT) |
         (given.rejects_remote_clients ? PIPE_REJECT_REMOTE_CLIENTS : PIPE_ACCEPT_REMOTE_CLIENTS);
}

}  // namespace

void Stage::Make(const GivenPipe& given) {
  StagedPipe& pipe = pipes_[given.name];
  pipe.given = given;
  pipe.name = UniqueName(subject_, given.name);
  if (!given.made_by.empty()) return MakeElsewhere(given);
  pipe.path = DevicePath("pipe", pipe.name);
  MakeInstance(given, given.server);
}

// Its clients come from here: a pipe's server end that is not waiting yet takes one, so that nobody
// has to call ConnectNamedPipe there.
void Stage::MakeElsewhere(const GivenPipe& given) {
  StagedPipe& pipe = pipes_.at(given.name);
  pipe.path = DevicePath("pipe", pipe.name, peers_->remote().host);
  PeerPipe order{pipe.name, OpenModeOf(given, given.server) | FILE_FLAG_OVERLAPPED,
                 PipeModeOf(given), static_cast<DWORD>(SizeOf(given.quota))};
  const auto reply = peers_->Ask(
      given.made_by, [&](Peer& peer) { return peer.MakePipe(PeerName(given.server), order); });
  if (!reply.succeeded)
    Fail("CreateNamedPipeW in the process \"" + given.made_by + "\"", reply.last_error);
  StagedHandle made;
  made.object = given.name;
  made.overlapped = true;
  made.process = given.made_by;
  handles_[given.server] = made;
  handle_order_.push_back(given.server);
}

bool Stage::OnAnotherMachine(const std::string& actor) const {
  return std::ranges::any_of(subject_.given, [&](const Given& each) {
    const auto* process = std::get_if<GivenProcess>(&each.item);
    return process != nullptr && process->name == actor && process->on_another_machine;
  });
}

WideString Stage::PathFor(const std::string& actor, const std::string& object) const {
  const auto pipe = pipes_.find(object);
  if (pipe == pipes_.end() || !OnAnotherMachine(actor)) return PathOf(object);
  return DevicePath("pipe", pipe->second.name, peers_->remote().here);
}

void Stage::MakeInstance(const GivenPipe& given, const std::string& server) {
  const auto quota = static_cast<DWORD>(SizeOf(given.quota));
  const auto instances = static_cast<DWORD>(given.more_servers.size() + 1);
  StagedHandle made;
  made.object = given.name;
  made.overlapped = (given.flags & FILE_FLAG_OVERLAPPED) != 0;
  made.value = api_.CreateNamedPipeW(pipes_.at(given.name).path.c_str(), OpenModeOf(given, server),
                                     PipeModeOf(given), instances, quota, quota, 0, nullptr);
  if (made.value == INVALID_HANDLE_VALUE) Fail("CreateNamedPipeW");
  handles_[server] = made;
  handle_order_.push_back(server);
}

// The client is there before the server asks for one, so nothing has to be waited for.
void Stage::AcceptClient(const GivenHandle& given, HANDLE client) {
  if (given.read_mode != 0) {
    DWORD mode = given.read_mode;
    if (!api_.SetNamedPipeHandleState(client, &mode, nullptr, nullptr)) {
      Fail("SetNamedPipeHandleState");
    }
  }
  StagedPipe& pipe = pipes_.at(given.opens);
  if (!pipe.given.made_by.empty()) return;
  const std::vector<std::string>& more = pipe.given.more_servers;
  const std::size_t number = pipe.clients++;
  const std::string name =
      number == 0 || number > more.size() ? pipe.given.server : more[number - 1];
  if (number < more.size()) MakeInstance(pipe.given, more[number]);
  const StagedHandle& server = handles_.at(name);
  if (!server.open || !pipe.given.connect) return;
  auto overlapped = std::make_unique<OVERLAPPED>();
  if (api_.ConnectNamedPipe(server.value, server.overlapped ? overlapped.get() : nullptr)) return;
  const DWORD error = api_.GetLastError();
  if (error == ERROR_PIPE_CONNECTED) return;
  if (error == ERROR_IO_PENDING) {
    overlapped.release();  // The system still writes to it.
    throw SceneError("ConnectNamedPipe waits for a client that is there already");
  }
  Fail("ConnectNamedPipe", error);
}

void Stage::Make(const GivenMailslot& given) {
  const WideString path = DevicePath("mailslot", UniqueName(subject_, given.name));
  const auto longest = static_cast<DWORD>(SizeOf(given.longest));
  const auto timeout = std::chrono::ceil<std::chrono::milliseconds>(given.read_timeout).count();
  StagedHandle made;
  made.object = given.name;
  made.value = api_.CreateMailslotW(path.c_str(), longest, static_cast<DWORD>(timeout), nullptr);
  if (made.value == INVALID_HANDLE_VALUE) Fail("CreateMailslotW");
  handles_[given.server] = made;
  handle_order_.push_back(given.server);
  mailslots_[given.name] = path;
}

}  // namespace wfx
