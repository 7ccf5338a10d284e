#include "runner/engine/scene.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "runner/engine/target_probe.h"
#include "runner/names.h"
#include "runner/win32/handle.h"
#include "runner/win32/overlapped.h"

namespace wfx {
namespace {

constexpr std::size_t kLongestName = 120;
constexpr std::uint64_t kFillChunk = 1ULL << 20;

std::string EightDigits(std::uint64_t value) {
  std::string text(8, '0');
  for (std::size_t digit = text.size(); digit-- > 0; value >>= 4) {
    text[digit] = "0123456789abcdef"[value & 15];
  }
  return text;
}

// On an overlapped handle a request may be under way when its call returns.
CallOutcome Settle(const Win32Api& api, HANDLE handle, OVERLAPPED& overlapped, BOOL succeeded) {
  if (succeeded != FALSE) return {true, 0};
  if (const DWORD error = api.GetLastError(); error != ERROR_IO_PENDING) return {false, error};
  DWORD bytes = 0;
  if (api.GetOverlappedResult(handle, &overlapped, &bytes, TRUE) != FALSE) return {true, 0};
  return {false, api.GetLastError()};
}

PageAccess AccessOf(GivenBuffer::Protection protection) {
  switch (protection) {
    case GivenBuffer::Protection::kReadOnly:
      return PageAccess::kReadOnly;
    case GivenBuffer::Protection::kNoAccess:
      return PageAccess::kNoAccess;
    case GivenBuffer::Protection::kReadWrite:
      break;
  }
  return PageAccess::kReadWrite;
}

}  // namespace

CallOutcome LockRange(const Win32Api& api, HANDLE handle, std::uint64_t offset,
                      std::uint64_t length, bool exclusive) {
  OVERLAPPED overlapped = OverlappedAt(offset);
  const DWORD flags = LOCKFILE_FAIL_IMMEDIATELY | (exclusive ? LOCKFILE_EXCLUSIVE_LOCK : 0);
  const BOOL locked = api.LockFileEx(handle, flags, 0, static_cast<DWORD>(length),
                                     static_cast<DWORD>(length >> 32), &overlapped);
  return Settle(api, handle, overlapped, locked);
}

CallOutcome UnlockRange(const Win32Api& api, HANDLE handle, std::uint64_t offset,
                        std::uint64_t length) {
  OVERLAPPED overlapped = OverlappedAt(offset);
  const BOOL unlocked = api.UnlockFileEx(handle, 0, static_cast<DWORD>(length),
                                         static_cast<DWORD>(length >> 32), &overlapped);
  return Settle(api, handle, overlapped, unlocked);
}

std::string ObjectName(const Case& subject, std::string_view name) {
  std::string whole = "wfx_" + subject.scenario;
  if (!subject.case_id.empty()) whole += "_" + subject.case_id;
  whole += "_" + std::string(name);
  const std::uint64_t hash = SeedOf(0, whole);
  bool changed = false;
  for (char& each : whole) {
    const bool plain =
        (each >= 'a' && each <= 'z') || (each >= '0' && each <= '9') || each == '_' || each == '.';
    changed = changed || (!plain && each != '/' && each != '=' && each != ',');
    if (!plain) each = '_';
  }
  // What the other characters stood for is lost, or the end is cut off: the hash keeps names apart.
  if (!changed && whole.size() <= kLongestName) return whole;
  return whole.substr(0, kLongestName - 9) + "_" + EightDigits(hash);
}

Stage::Stage(const Win32Api& api, const Case& subject, const TargetFacts& target,
             std::uint64_t seed, Ledger* ledger, Peers* peers, OnActor on_actor,
             const StreamSystem* streams)
    : api_(api),
      subject_(subject),
      target_(target),
      seed_(seed),
      ledger_(ledger),
      peers_(peers),
      on_actor_(std::move(on_actor)),
      streams_(streams) {}

Stage::~Stage() {
  CloseAll();
  RemoveAll();
}

void Stage::Fail(std::string_view function, std::uint32_t error) {
  throw SceneError(std::string(function) + " failed with " + DescribeError(error));
}

void Stage::Fail(std::string_view function) const { Fail(function, api_.GetLastError()); }

std::uint64_t Stage::SizeOf(const Quantity& quantity) const {
  const std::int64_t size = quantity.In(target_.bindings);
  if (size >= 0) return static_cast<std::uint64_t>(size);
  throw SceneError("a size of \"" + quantity.text() + "\" is " + std::to_string(size) +
                   " here, which is below 0");
}

std::uint64_t Stage::LengthOf(const Lock& range) const {
  try {
    return range.length.UnsignedIn(target_.bindings);
  } catch (const std::overflow_error& error) {
    throw SceneError(std::string("a lock of ") + error.what());
  }
}

HANDLE Stage::WaitableNamed(const std::string& name) const {
  const auto event = events_.find(name);
  return event != events_.end() ? event->second.get() : handles_.at(name).value;
}

const std::string& Stage::ObjectOf(const std::string& handle) const {
  static const std::string nothing;
  const auto found = handles_.find(handle);
  return found == handles_.end() ? nothing : found->second.object;
}

bool Stage::IsOpen(const std::string& handle) const {
  const auto found = handles_.find(handle);
  return found != handles_.end() && found->second.open;
}

WideString Stage::PathFor(const std::string& name) const {
  return Wide(PathIn(target_.directory, ObjectName(subject_, name)));
}

void Stage::Establish(const GivenItem& item) {
  std::visit([this](const auto& given) { Make(given); }, item);
}

void Stage::Make(const GivenFile& given) {
  StagedFile staged;
  staged.name = given.name;
  staged.stream_of = given.of;
  staged.path = PathOf(given);
  staged.initial_size = SizeOf(given.size);
  staged.filled = given.filled_with == GivenFile::Fill::kRandom;
  staged.pattern = Pattern::OfFile(seed_, given.name);
  MakeBytes(given, std::move(staged));
  Dress(given, files_.back());
}

WideString Stage::PathOf(const GivenFile& given) const {
  if (!given.of.empty()) return FileNamed(given.of).path + Wide(":" + given.name);
  return PathFor(given.name);
}

void Stage::MakeBytes(const GivenFile& given, StagedFile staged) {
  const DWORD attributes = given.encrypted ? FILE_ATTRIBUTE_ENCRYPTED : FILE_ATTRIBUTE_NORMAL;
  const Handle file(api_, api_.CreateFileW(staged.path.c_str(), GENERIC_READ | GENERIC_WRITE,
                                           kShareAll, nullptr, CREATE_ALWAYS, attributes, nullptr));
  if (!file.valid()) Fail("CreateFileW");
  files_.push_back(std::move(staged));
  const StagedFile& made = files_.back();
  DWORD bytes = 0;
  if (given.sparse && !api_.DeviceIoControl(file.get(), FSCTL_SET_SPARSE, nullptr, 0, nullptr, 0,
                                            &bytes, nullptr)) {
    Fail("FSCTL_SET_SPARSE");
  }
  USHORT format = COMPRESSION_FORMAT_DEFAULT;
  if (given.compressed && !api_.DeviceIoControl(file.get(), FSCTL_SET_COMPRESSION, &format,
                                                sizeof format, nullptr, 0, &bytes, nullptr)) {
    Fail("FSCTL_SET_COMPRESSION");
  }
  const bool written =
      made.filled || (given.filled_with == GivenFile::Fill::kZeros && !given.sparse);
  if (written) Fill(file.get(), given, made);
  if (!written && made.initial_size > 0) SetSize(file.get(), made.initial_size);
}

void Stage::Fill(HANDLE file, const GivenFile& given, const StagedFile& staged) {
  std::vector<std::uint8_t> chunk(
      static_cast<std::size_t>(std::min(kFillChunk, staged.initial_size)));
  for (std::uint64_t offset = 0; offset < staged.initial_size; offset += kFillChunk) {
    const auto length = static_cast<DWORD>(std::min(kFillChunk, staged.initial_size - offset));
    if (given.filled_with == GivenFile::Fill::kRandom) {
      staged.pattern.Copy(offset, std::span(chunk).first(length));
    }
    DWORD written = 0;
    if (!api_.WriteFile(file, chunk.data(), length, &written, nullptr)) Fail("WriteFile");
    if (written != length) {
      throw SceneError("WriteFile wrote " + std::to_string(written) + " of " +
                       std::to_string(length) + " bytes");
    }
  }
}

void Stage::SetSize(HANDLE file, std::uint64_t size) {
  LARGE_INTEGER end{};
  end.QuadPart = static_cast<LONGLONG>(size);
  if (!api_.SetFilePointerEx(file, end, nullptr, FILE_BEGIN)) Fail("SetFilePointerEx");
  if (!api_.SetEndOfFile(file)) Fail("SetEndOfFile");
}

void Stage::Make(const GivenDirectory& given) {
  StagedFile staged;
  staged.name = given.name;
  staged.path = PathFor(given.name);
  staged.directory = true;
  if (!api_.CreateDirectoryW(staged.path.c_str(), nullptr) &&
      api_.GetLastError() != ERROR_ALREADY_EXISTS) {
    Fail("CreateDirectoryW");
  }
  files_.push_back(std::move(staged));
}

WideString Stage::PathOf(const std::string& object) const {
  if (object == "NUL" || object == kConsoleBuffer) return Wide(object);
  if (object == kSerial) {
    if (target_.serial_port.empty()) throw SceneError("no serial port was given");
    return Wide(target_.serial_port);
  }
  if (std::ranges::count(kMedia, object) != 0) {
    const std::string& path = object == "volume" ? target_.sacrificial_volume
                              : object == "disk" ? target_.sacrificial_disk
                                                 : target_.raw_volume;
    if (path.empty()) throw SceneError("no sacrificial volume was given");
    return Wide(path);
  }
  if (const auto pipe = pipes_.find(object); pipe != pipes_.end()) return pipe->second.path;
  if (const auto slot = mailslots_.find(object); slot != mailslots_.end()) return slot->second;
  for (const StagedFile& file : files_) {
    if (file.name == object) return file.path;
  }
  throw SceneError("there is no \"" + object + "\" to open");
}

void Stage::Make(const Lock& given) {
  const CallOutcome outcome = LockAsAsked(given, "");
  if (!outcome.succeeded) Fail("LockFileEx", outcome.error);
}

void Stage::Make(const GivenEvent& given) {
  Handle event(api_, api_.CreateEventW(nullptr, given.manual_reset, given.signaled, nullptr));
  if (!event.valid()) Fail("CreateEventW");
  events_[given.name] = std::move(event);
}

void Stage::Make(const GivenCompletionPort& given) {
  Handle port(api_, api_.CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 1));
  if (!port.valid()) Fail("CreateIoCompletionPort");
  for (const std::string& name : given.binds) {
    if (api_.CreateIoCompletionPort(handles_.at(name).value, port.get(), 1, 0) == nullptr) {
      Fail("CreateIoCompletionPort");
    }
  }
  ports_[given.name] = std::move(port);
}

void Stage::Make(const GivenBuffer& given) {
  StagedBuffer buffer;
  const std::uint64_t page = Pages::PageSize();
  buffer.length = SizeOf(given.length);
  const std::uint64_t displacement = SizeOf(given.address);
  const std::uint64_t end = displacement + buffer.length;
  buffer.pages = Pages(static_cast<std::size_t>(end));
  buffer.data = reinterpret_cast<std::uint8_t*>(buffer.pages.data()) + displacement;
  buffer.readable_length = buffer.length;
  buffer.protection = given.protection;
  buffer.filled = given.filled;
  if (given.no_access_from) {
    const std::uint64_t from =
        (displacement + SizeOf(*given.no_access_from) + page - 1) / page * page;
    if (from < end) {
      buffer.pages.Protect(static_cast<std::size_t>(from),
                           buffer.pages.size() - static_cast<std::size_t>(from),
                           PageAccess::kNoAccess);
      buffer.readable_length = from > displacement ? from - displacement : 0;
    }
  }
  buffers_[given.name] = std::move(buffer);
}

void Stage::Make(const GivenOverlapped& given) {
  if (ledger_ == nullptr) throw SceneError("an OVERLAPPED of its own needs a ledger");
  overlapped_[given.name] = &ledger_->NewOverlapped();
}

void Stage::Make(const GivenThread&) {}

void Stage::Make(const GivenProcess& given) {
  if (peers_ == nullptr) throw SceneError("no other process can be started here");
  if (given.on_another_machine) {
    peers_->OfAnotherMachine(given.name);
  } else {
    peers_->Of(given.name);
  }
}

void ProtectAs(StagedBuffer& buffer, GivenBuffer::Protection protection) {
  const auto begin = reinterpret_cast<std::uint8_t*>(buffer.pages.data());
  const std::uint64_t whole =
      static_cast<std::uint64_t>(buffer.data - begin) + buffer.readable_length;
  if (whole > 0) buffer.pages.Protect(0, static_cast<std::size_t>(whole), AccessOf(protection));
}

}  // namespace wfx
