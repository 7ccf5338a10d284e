// Handles and pipes of a scene.
#include <algorithm>
#include <array>
#include <functional>
#include <random>
#include <utility>
#include <variant>

#include "runner/engine/scene.h"

namespace wfx {
namespace {

// Keeps the pipes of harnesses apart that run at the same time.
const std::string& ProcessTag() {
  static const std::string tag = std::to_string(std::random_device{}());
  return tag;
}

// What the given handle `name` opens, or the one it duplicates.
std::string OpenedBy(const Case& subject, const std::string& name) {
  for (const Given& given : subject.given) {
    const auto* handle = std::get_if<GivenHandle>(&given.item);
    if (handle == nullptr || handle->name != name) continue;
    return handle->duplicates.empty() ? handle->opens : OpenedBy(subject, handle->duplicates);
  }
  return {};
}

}  // namespace

void Stage::Make(const GivenHandle& given) {
  StagedHandle made;
  if (given.is != GivenHandle::Special::kNone) {
    made = Special(given);
  } else if (!given.duplicates.empty()) {
    made = Duplicate(given);
  } else {
    made = Open(given);
  }
  handles_[given.name] = std::move(made);
  handle_order_.push_back(given.name);
}

StagedHandle Stage::Open(const GivenHandle& given) {
  StagedHandle made;
  made.object = given.opens;
  made.overlapped = (given.flags & FILE_FLAG_OVERLAPPED) != 0;
  const WideString path = PathOf(given.opens);
  FindMedia(given.opens);
  const bool by_process =
      std::any_of(subject_.given.begin(), subject_.given.end(), [&](const Given& each) {
        const auto* process = std::get_if<GivenProcess>(&each.item);
        return process != nullptr && process->name == given.opened_by;
      });
  if (by_process) {
    made.process = given.opened_by;
    const auto reply = peers_->Ask(given.opened_by, [&](Peer& peer) {
      return peer.Open(PeerName(given.name), Narrow(path), given.access, given.flags);
    });
    if (!reply.succeeded) {
      Fail("CreateFileW in the process \"" + given.opened_by + "\"", reply.last_error);
    }
    if (pipes_.contains(given.opens)) AcceptClient(given, nullptr);
    return made;
  }
  std::uint32_t error = 0;
  const std::function<void()> open = [&] {
    const DWORD flags = given.flags == 0 ? FILE_ATTRIBUTE_NORMAL : given.flags;
    made.value = api_.CreateFileW(path.c_str(), given.access, given.share, nullptr,
                                  given.disposition, flags, nullptr);
    error = api_.GetLastError();
  };
  given.opened_by.empty() ? open() : on_actor_(given.opened_by, open);
  if (made.value == INVALID_HANDLE_VALUE) Fail("CreateFileW", error);
  if (pipes_.contains(given.opens)) AcceptClient(given, made.value);
  return made;
}

// Before the first handle, which may let nobody else in. Media that no step writes to is not looked
// at.
void Stage::FindMedia(const std::string& object) {
  const bool known = std::ranges::count(media_, object, &Media::name) != 0;
  if (known || std::ranges::count(kMedia, object) == 0) return;
  std::vector<ByteRange> asked;
  for (const Step& step : subject_.when) {
    const auto* write = std::get_if<WriteStep>(&step.action);
    if (write == nullptr || OpenedBy(subject_, write->handle) != object) continue;
    const std::int64_t offset = write->offset.In(target_.bindings);
    if (offset < 0) continue;
    const auto begin = static_cast<std::uint64_t>(offset);
    asked.push_back({begin, begin + SizeOf(write->length)});
  }
  if (asked.empty()) return;
  media_.emplace_back(api_, object, PathOf(object), target_.bindings.sector, asked);
}

// The client is there before the server asks for one, so nothing has to be waited for.
void Stage::AcceptClient(const GivenHandle& given, HANDLE client) {
  if (given.read_mode != 0) {
    DWORD mode = given.read_mode;
    if (!api_.SetNamedPipeHandleState(client, &mode, nullptr, nullptr)) {
      Fail("SetNamedPipeHandleState");
    }
  }
  const StagedHandle& server = handles_.at(pipes_.at(given.opens).server);
  if (!server.open) return;
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

StagedHandle Stage::Special(const GivenHandle& given) {
  StagedHandle made;
  made.open = false;
  switch (given.is) {
    case GivenHandle::Special::kInvalidHandleValue:
      made.value = INVALID_HANDLE_VALUE;
      break;
    case GivenHandle::Special::kClosed:
      made.value = ClosedHandle();
      break;
    case GivenHandle::Special::kEvent:
      made.value = api_.CreateEventW(nullptr, TRUE, FALSE, nullptr);
      if (made.value == nullptr) Fail("CreateEventW");
      made.open = true;
      break;
    case GivenHandle::Special::kNull:
    case GivenHandle::Special::kNone:
      break;
  }
  return made;
}

// A value that was a handle and will not be one again soon: systems reuse the value closed last, or
// the lowest, so of several it is the highest, closed first.
HANDLE Stage::ClosedHandle() {
  std::array<HANDLE, 8> values{};
  for (HANDLE& value : values) {
    value = api_.CreateEventW(nullptr, TRUE, FALSE, nullptr);
    if (value == nullptr) Fail("CreateEventW");
  }
  std::sort(values.begin(), values.end(), std::greater<>());
  for (HANDLE value : values) api_.CloseHandle(value);
  return values.front();
}

StagedHandle Stage::Duplicate(const GivenHandle& given) {
  const StagedHandle& source = handles_.at(given.duplicates);
  StagedHandle made = source;
  made.open = true;
  if (!api_.DuplicateHandle(CurrentProcess(), source.value, CurrentProcess(), &made.value, 0, FALSE,
                            DUPLICATE_SAME_ACCESS)) {
    Fail("DuplicateHandle");
  }
  return made;
}

void Stage::Make(const GivenPipe& given) {
  StagedPipe pipe;
  pipe.server = given.server;
  pipe.path =
      Wide("\\\\.\\pipe\\wfx_" + ProcessTag() + "_" + ObjectName(subject_, given.name).substr(4));
  const DWORD mode = (given.message_type ? PIPE_TYPE_MESSAGE : PIPE_TYPE_BYTE) | given.read_mode |
                     (given.nowait ? PIPE_NOWAIT : PIPE_WAIT);
  const auto quota = static_cast<DWORD>(SizeOf(given.quota));
  StagedHandle server;
  server.object = given.name;
  server.overlapped = (given.flags & FILE_FLAG_OVERLAPPED) != 0;
  server.value = api_.CreateNamedPipeW(pipe.path.c_str(),
                                       given.access | given.flags | FILE_FLAG_FIRST_PIPE_INSTANCE,
                                       mode, 1, quota, quota, 0, nullptr);
  if (server.value == INVALID_HANDLE_VALUE) Fail("CreateNamedPipeW");
  handles_[given.server] = server;
  handle_order_.push_back(given.server);
  pipes_[given.name] = std::move(pipe);
}

}  // namespace wfx
