// Handles of a scene.
#include <algorithm>
#include <array>
#include <functional>
#include <utility>
#include <variant>

#include "runner/engine/scene.h"
#include "runner/scenario/media.h"

namespace wfx {
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
      return peer.Open(PeerName(given.name), Narrow(PathFor(given.opened_by, given.opens)),
                       given.access, given.flags);
    });
    if (!reply.succeeded) {
      Fail("CreateFileW in the process \"" + given.opened_by + "\"", reply.last_error);
    }
    if (pipes_.contains(given.opens)) AcceptClient(given, nullptr);
    return made;
  }
  std::uint32_t error = 0;
  const std::function<void()> open = [&] {
    made.value = Create(given, path);
    error = api_.GetLastError();
  };
  given.opened_by.empty() ? open() : on_actor_(given.opened_by, open);
  if (made.value == INVALID_HANDLE_VALUE)
    Fail(given.in.empty() ? "CreateFileW" : "CreateFileTransactedW", error);
  if (pipes_.contains(given.opens)) AcceptClient(given, made.value);
  if (given.opens == kSerial) SetLine(given, made);
  return made;
}

CallOutcome Stage::OpenAsAsked(const OpenStep& asked) {
  const GivenHandle& handle = asked.handle;
  StagedHandle made;
  made.object = handle.opens;
  made.overlapped = (handle.flags & FILE_FLAG_OVERLAPPED) != 0;
  WideString path = PathOf(handle.opens);
  if (!asked.stream.empty()) path += Wide(":" + asked.stream);
  if (asked.trailing_backslash) path += static_cast<WCHAR>('\\');
  FindMedia(handle.opens);
  made.value = Create(handle, path);
  const DWORD error = api_.GetLastError();
  made.open = made.value != INVALID_HANDLE_VALUE;
  const bool opened = made.open;
  handles_[handle.name] = std::move(made);
  handle_order_.push_back(handle.name);
  return {opened, error};
}

// Before the first handle, which may let nobody else in. Media that no step writes to is not looked
// at.
void Stage::FindMedia(const std::string& object) {
  const bool known = std::ranges::count(media_, object, &Media::name) != 0;
  if (known || !IsMedia(object)) return;
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

}  // namespace wfx
