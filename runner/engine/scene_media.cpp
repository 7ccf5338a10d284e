#include "runner/engine/scene_media.h"

#include <algorithm>
#include <utility>

#include "runner/engine/scene.h"
#include "runner/names.h"
#include "runner/win32/handle.h"
#include "runner/win32/media_length.h"
#include "runner/win32/overlapped.h"

namespace wfx {
namespace {

constexpr std::uint64_t kGuardMargin = 64 << 10;

[[noreturn]] void Fail(const Win32Api& api, const std::string& what) {
  throw SceneError(what + " failed with " + DescribeError(api.GetLastError()));
}

// Whole sectors around `asked`, within `size`.
ByteRange Widened(const ByteRange& asked, std::uint64_t sector, std::uint64_t size) {
  const std::uint64_t margin = (kGuardMargin + sector - 1) / sector * sector;
  const std::uint64_t begin = std::min(asked.begin, size) / sector * sector;
  const std::uint64_t end =
      std::min((std::min(asked.end, size) + sector - 1) / sector * sector, size);
  return {begin > margin ? begin - margin : 0, size - end > margin ? end + margin : size};
}

std::vector<ByteRange> Joined(std::vector<ByteRange> ranges) {
  std::ranges::sort(ranges, {}, &ByteRange::begin);
  std::vector<ByteRange> apart;
  for (const ByteRange& range : ranges) {
    if (!apart.empty() && range.begin <= apart.back().end) {
      apart.back().end = std::max(apart.back().end, range.end);
    } else if (range.begin < range.end) {
      apart.push_back(range);
    }
  }
  return apart;
}

void Append(std::vector<ContentRun>& runs, ContentRun::Origin origin, std::uint64_t offset,
            std::uint64_t length) {
  if (length == 0) return;
  const bool continues = !runs.empty() && runs.back().origin == origin;
  if (continues) {
    runs.back().length += length;
  } else {
    runs.push_back({offset, length, origin, "", 0});
  }
}

std::uint64_t EndOf(const std::vector<ContentRun>& runs) {
  return runs.empty() ? 0 : runs.back().offset + runs.back().length;
}

}  // namespace

CallOutcome SendControl(const Win32Api& api, HANDLE handle, std::uint32_t code) {
  const Handle event(api, api.CreateEventW(nullptr, TRUE, FALSE, nullptr));
  OVERLAPPED overlapped{};
  overlapped.hEvent = event.get();
  DWORD bytes = 0;
  if (api.DeviceIoControl(handle, code, nullptr, 0, nullptr, 0, &bytes, &overlapped)) {
    return {true, 0};
  }
  const DWORD error = api.GetLastError();
  if (error != ERROR_IO_PENDING) return {false, error};
  if (api.GetOverlappedResult(handle, &overlapped, &bytes, TRUE)) return {true, 0};
  return {false, api.GetLastError()};
}

Media::Media(const Win32Api& api, std::string name, WideString path, std::uint64_t sector,
             const std::vector<ByteRange>& asked)
    : api_(api), name_(std::move(name)), path_(std::move(path)), sector_(sector) {
  const Handle handle = Open(path_, GENERIC_READ);
  size_ = MediaLength(api_, handle.get());
  if (size_ == 0) Fail(api_, "IOCTL_DISK_GET_LENGTH_INFO of the " + name_);
  std::vector<ByteRange> ranges;
  for (const ByteRange& range : asked) ranges.push_back(Widened(range, sector_, size_));
  for (const ByteRange& range : Joined(std::move(ranges))) {
    const auto length = static_cast<std::size_t>(range.end - range.begin);
    found_.push_back({range.begin, Read(handle.get(), range.begin, length)});
  }
}

// With FSCTL_ALLOW_EXTENDED_DASD_IO, where there is such a thing: behind the file system too.
Handle Media::Open(const WideString& path, DWORD access) const {
  Handle handle(api_, api_.CreateFileW(path.c_str(), access, kShareAll, nullptr, OPEN_EXISTING,
                                       FILE_ATTRIBUTE_NORMAL, nullptr));
  if (!handle.valid()) Fail(api_, "CreateFileW of the " + name_);
  SendControl(api_, handle.get(), FSCTL_ALLOW_EXTENDED_DASD_IO);
  return handle;
}

std::vector<std::uint8_t> Media::Read(HANDLE handle, std::uint64_t offset,
                                      std::size_t length) const {
  std::vector<std::uint8_t> bytes(length);
  OVERLAPPED where = OverlappedAt(offset);
  DWORD got = 0;
  if (!api_.ReadFile(handle, bytes.data(), static_cast<DWORD>(length), &got, &where)) {
    Fail(api_, "ReadFile of the " + name_);
  }
  if (got != length) {
    throw SceneError("ReadFile of the " + name_ + " gave " + std::to_string(got) + " of " +
                     std::to_string(length) + " bytes");
  }
  return bytes;
}

FileRecord Media::ReadBack(const std::vector<WrittenData>& writes) const {
  FileRecord record;
  record.name = name_;
  record.initial_size = record.size = size_;
  record.filled = true;
  ContentSources sources;
  sources.writes = writes;
  Labeller labeller(std::move(sources));
  const Handle handle = Open(path_, GENERIC_READ);
  for (const Stretch& stretch : found_) {
    Append(record.contents, ContentRun::Origin::kUnread, EndOf(record.contents),
           stretch.offset - EndOf(record.contents));
    const auto now = Read(handle.get(), stretch.offset, stretch.bytes.size());
    LabelSectors(stretch, now, labeller, record.contents);
  }
  Append(record.contents, ContentRun::Origin::kUnread, EndOf(record.contents),
         size_ - EndOf(record.contents));
  return record;
}

// Media change by sectors. What differs is labelled as far as it goes, so that the parts of a write
// stay together.
void Media::LabelSectors(const Stretch& found, const std::vector<std::uint8_t>& now,
                         Labeller& labeller, std::vector<ContentRun>& runs) const {
  const auto step = static_cast<std::size_t>(sector_);
  const auto unchanged = [&](std::size_t at) {
    return std::equal(now.begin() + static_cast<std::ptrdiff_t>(at),
                      now.begin() + static_cast<std::ptrdiff_t>(at + step),
                      found.bytes.begin() + static_cast<std::ptrdiff_t>(at));
  };
  for (std::size_t at = 0; at < now.size();) {
    const bool same = unchanged(at);
    std::size_t end = at + step;
    while (end < now.size() && unchanged(end) == same) end += step;
    if (same) {
      Append(runs, ContentRun::Origin::kFill, found.offset + at, end - at);
    } else {
      labeller.Label(found.offset + at, std::span(now).subspan(at, end - at), runs);
    }
    at = end;
  }
}

// Only an image that stands in for a device grows.
void Media::CutOff(HANDLE writer) const {
  LARGE_INTEGER end{};
  end.QuadPart = static_cast<LONGLONG>(size_);
  if (api_.SetFilePointerEx(writer, end, nullptr, FILE_BEGIN)) api_.SetEndOfFile(writer);
}

void Media::PutBack(const WideString& volume) const {
  try {
    Handle reader = Open(path_, GENERIC_READ);
    std::vector<const Stretch*> changed;
    for (const Stretch& stretch : found_) {
      if (Read(reader.get(), stretch.offset, stretch.bytes.size()) != stretch.bytes) {
        changed.push_back(&stretch);
      }
    }
    const bool has_grown = MediaLength(api_, reader.get()) > size_;
    reader.Close();
    if (changed.empty() && !has_grown) return;
    const bool whole_disk = volume != path_ && !volume.empty();
    const Handle locked = whole_disk ? Open(volume, GENERIC_READ | GENERIC_WRITE) : Handle();
    const Handle writer = Open(path_, GENERIC_READ | GENERIC_WRITE);
    SendControl(api_, whole_disk ? locked.get() : writer.get(), FSCTL_LOCK_VOLUME);
    if (has_grown) CutOff(writer.get());
    for (const Stretch* stretch : changed) {
      OVERLAPPED where = OverlappedAt(stretch->offset);
      DWORD written = 0;
      api_.WriteFile(writer.get(), stretch->bytes.data(), static_cast<DWORD>(stretch->bytes.size()),
                     &written, &where);
    }
  } catch (const SceneError&) {
    // It stays as it is.
  }
}

}  // namespace wfx
