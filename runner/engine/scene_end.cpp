// Locks, closing, reading back and removing: what a scene needs after it was set.
#include <algorithm>
#include <utility>

#include "runner/engine/scene.h"
#include "runner/engine/socket_pair.h"
#include "runner/names.h"
#include "runner/win32/handle.h"
#include "runner/win32/overlapped.h"

namespace wfx {

std::string Stage::PeerName(const std::string& name) const { return ObjectName(subject_, name); }

HANDLE Stage::AnotherHandleOn(const std::string& file) {
  Handle& handle = another_handles_[file];
  if (!handle.valid()) {
    handle =
        Handle(api_, api_.CreateFileW(PathOf(file).c_str(), GENERIC_READ | GENERIC_WRITE, kShareAll,
                                      nullptr, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr));
    if (!handle.valid()) Fail("CreateFileW for another handle");
  }
  return handle.get();
}

std::string Stage::PeerHandleOn(const std::string& file) {
  std::string& name = peer_handles_[file];
  if (name.empty()) {
    const std::string wanted = PeerName(file);
    const std::string path = Narrow(PathOf(file));
    const auto open = [&](Peer& peer) {
      return peer.Open(wanted, path, GENERIC_READ | GENERIC_WRITE, 0);
    };
    Peer::Reply reply;
    try {
      reply = peers_->Ask("", open);
    } catch (const std::runtime_error&) {
      reply = peers_->Ask("", open);  // The process had died meanwhile: another one is started.
    }
    if (!reply.succeeded) Fail("CreateFileW in another process", reply.last_error);
    name = wanted;
  }
  return name;
}

CallOutcome Stage::LockAsAsked(const Lock& range, const std::string& actor) {
  const auto offset = static_cast<std::uint64_t>(range.offset.In(target_.bindings));
  const std::uint64_t length = LengthOf(range);
  const auto ask = [&](const std::string& process, const std::string& name) {
    const auto reply = peers_->Ask(
        process, [&](Peer& peer) { return peer.Lock(name, offset, length, range.exclusive); });
    return CallOutcome{reply.succeeded, reply.last_error};
  };
  switch (range.by) {
    case Lock::By::kAnotherProcess:
      return ask("", PeerHandleOn(range.file));
    case Lock::By::kAnotherHandle:
      return LockRange(api_, AnotherHandleOn(range.file), offset, length, range.exclusive);
    case Lock::By::kHandle:
      break;
  }
  const StagedHandle& handle = handles_.at(range.handle);
  if (!handle.process.empty()) {
    return ask(actor.empty() ? handle.process : actor, PeerName(range.handle));
  }
  return LockRange(api_, handle.value, offset, length, range.exclusive);
}

CallOutcome Stage::UnlockAsAsked(const Lock& range, const std::string& actor) {
  const auto offset = static_cast<std::uint64_t>(range.offset.In(target_.bindings));
  const std::uint64_t length = LengthOf(range);
  const auto ask = [&](const std::string& process, const std::string& name) {
    const auto reply =
        peers_->Ask(process, [&](Peer& peer) { return peer.Unlock(name, offset, length); });
    return CallOutcome{reply.succeeded, reply.last_error};
  };
  switch (range.by) {
    case Lock::By::kAnotherProcess:
      return ask("", PeerHandleOn(range.file));
    case Lock::By::kAnotherHandle:
      return UnlockRange(api_, AnotherHandleOn(range.file), offset, length);
    case Lock::By::kHandle:
      break;
  }
  const StagedHandle& handle = handles_.at(range.handle);
  if (!handle.process.empty()) {
    return ask(actor.empty() ? handle.process : actor, PeerName(range.handle));
  }
  return UnlockRange(api_, handle.value, offset, length);
}

CallOutcome Stage::CloseAsAsked(const std::string& name, bool reset) {
  StagedHandle& handle = handles_.at(name);
  handle.open = false;
  if (handle.socket) return CloseSocket(api_, SocketOf(handle.value), reset);
  if (handle.held) FreeLine(handle);
  if (!handle.process.empty()) {
    const auto reply =
        peers_->Ask(handle.process, [&](Peer& peer) { return peer.Close(PeerName(name)); });
    return {reply.succeeded, reply.last_error};
  }
  if (handle.stream != nullptr) {
    Release(handle.stream);
    return {true, 0};
  }
  const BOOL closed = api_.CloseHandle(handle.value);
  return {closed != FALSE, api_.GetLastError()};
}

void Stage::CloseAll() {
  closed_ = true;
  CloseViews();
  for (auto name = handle_order_.rbegin(); name != handle_order_.rend(); ++name) {
    try {
      if (handles_.at(*name).open) CloseAsAsked(*name);
    } catch (const std::runtime_error&) {
      // The process that held it is gone, and the handle with it.
    }
  }
  another_handles_.clear();
  for (const auto& [file, name] : peer_handles_) {
    try {
      peers_->Ask("", [&, &handle = name](Peer& peer) { return peer.Close(handle); });
    } catch (const std::runtime_error&) {
      // As above.
    }
  }
  peer_handles_.clear();
  events_.clear();
  ports_.clear();
  // One that nobody ended is rolled back.
  transactions_.clear();
}

FileRecord Stage::ReadBack(const StagedFile& file, std::vector<WrittenData> writes) const {
  FileRecord record;
  record.name = file.name;
  record.initial_size = file.initial_size;
  record.filled = file.filled;
  const Handle handle(api_, api_.CreateFileW(file.path.c_str(), GENERIC_READ, kShareAll, nullptr,
                                             OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr));
  if (!handle.valid()) Fail("CreateFileW to read \"" + file.name + "\" back");
  LARGE_INTEGER size{};
  if (!api_.GetFileSizeEx(handle.get(), &size)) Fail("GetFileSizeEx");
  record.size = static_cast<std::uint64_t>(size.QuadPart);

  ContentSources sources;
  if (file.filled) sources.fill = file.pattern;
  sources.initial_size = file.initial_size;
  sources.writes = std::move(writes);
  const std::vector<ByteRange> ranges = TouchedRanges(sources, record.size);
  Labeller labeller(std::move(sources));
  std::uint64_t known = 0;
  const auto skip = [&](std::uint64_t to) {
    if (to > known) {
      record.contents.push_back({known, to - known, ContentRun::Origin::kUnread, "", 0});
    }
    known = to;
  };
  for (const ByteRange& range : ranges) {
    skip(range.begin);
    const std::vector<std::uint8_t> bytes = Read(handle.get(), range);
    labeller.Label(range.begin, bytes, record.contents);
    known = range.begin + bytes.size();
  }
  skip(record.size);
  return record;
}

std::vector<std::uint8_t> Stage::BytesOf(const StagedFile& file) const {
  const Handle handle(api_, api_.CreateFileW(file.path.c_str(), GENERIC_READ, kShareAll, nullptr,
                                             OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr));
  if (!handle.valid()) Fail("CreateFileW to read \"" + file.name + "\" back");
  LARGE_INTEGER size{};
  if (!api_.GetFileSizeEx(handle.get(), &size)) Fail("GetFileSizeEx");
  return Read(handle.get(), {0, static_cast<std::uint64_t>(size.QuadPart)});
}

// Fewer bytes than asked for where the system gives no more.
std::vector<std::uint8_t> Stage::Read(HANDLE file, const ByteRange& range) const {
  constexpr std::uint64_t kMost = 16ULL << 20;
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(range.end - range.begin));
  std::size_t done = 0;
  while (done < bytes.size()) {
    OVERLAPPED where = OverlappedAt(range.begin + done);
    const auto wanted = static_cast<DWORD>(std::min<std::uint64_t>(kMost, bytes.size() - done));
    DWORD got = 0;
    if (!api_.ReadFile(file, &bytes[done], wanted, &got, &where)) {
      if (api_.GetLastError() == ERROR_HANDLE_EOF) break;
      Fail("ReadFile");
    }
    if (got == 0) break;
    done += got;
  }
  bytes.resize(done);
  return bytes;
}

void Stage::RemoveAll() {
  for (const StagedFile& file : files_) {
    if (file.directory) {
      api_.RemoveDirectoryW(file.path.c_str());
    } else if (file.stream_of.empty() && !api_.DeleteFileW(file.path.c_str())) {
      // One that is read-only is not deleted.
      api_.SetFileAttributesW(file.path.c_str(), FILE_ATTRIBUTE_NORMAL);
      api_.DeleteFileW(file.path.c_str());
    }
  }
  files_.clear();
  for (const WideString& filler : fillers_) api_.DeleteFileW(filler.c_str());
  fillers_.clear();
  for (const Media& media : media_) {
    media.PutBack(media.name() == "raw_volume" ? PathOf("raw_volume") : PathOf("volume"));
  }
  media_.clear();
}

}  // namespace wfx
