// Pipes and mailslots of a scene.
#include <algorithm>
#include <random>
#include <utility>

#include "runner/engine/scene.h"

namespace wfx {
namespace {

// Keeps the pipes and mailslots of harnesses apart that run at the same time.
const std::string& ProcessTag() {
  static const std::string tag = std::to_string(std::random_device{}());
  return tag;
}

// "pipe" or "mailslot": where the name lives.
WideString DevicePath(std::string_view place, const Case& subject, const std::string& name) {
  return Wide("\\\\.\\" + std::string(place) + "\\wfx_" + ProcessTag() + "_" +
              ObjectName(subject, name).substr(4));
}

}  // namespace

void Stage::Make(const GivenPipe& given) {
  pipes_[given.name] = {DevicePath("pipe", subject_, given.name), given};
  MakeInstance(given, given.server);
}

void Stage::MakeInstance(const GivenPipe& given, const std::string& server) {
  const DWORD mode = (given.message_type ? PIPE_TYPE_MESSAGE : PIPE_TYPE_BYTE) | given.read_mode |
                     (given.nowait ? PIPE_NOWAIT : PIPE_WAIT);
  const DWORD first = server == given.server ? FILE_FLAG_FIRST_PIPE_INSTANCE : 0;
  const auto quota = static_cast<DWORD>(SizeOf(given.quota));
  const auto instances = static_cast<DWORD>(given.more_servers.size() + 1);
  StagedHandle made;
  made.object = given.name;
  made.overlapped = (given.flags & FILE_FLAG_OVERLAPPED) != 0;
  made.value =
      api_.CreateNamedPipeW(pipes_.at(given.name).path.c_str(), given.access | given.flags | first,
                            mode, instances, quota, quota, 0, nullptr);
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
  const WideString path = DevicePath("mailslot", subject_, given.name);
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
