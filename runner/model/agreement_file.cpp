#include <stdexcept>

#include "runner/model/agreement_parts.h"
#include "runner/names.h"
#include "runner/win32/overlapped.h"

namespace wfx {
namespace {

constexpr std::uint64_t kFileSize = 8192;

}  // namespace

FilePart::FilePart(const Win32Api& api, const std::string& directory, Chance& chance,
                   IssuedWrites& writes)
    : api_(api), chance_(chance), writes_(writes), path_(Wide(directory + "\\wfx_agreement")) {
  const Handle made(api_, api_.CreateFileW(path_.c_str(), GENERIC_WRITE, kShareAll, nullptr,
                                           CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr));
  std::vector<std::uint8_t> bytes(kFileSize, 'f');
  DWORD written = 0;
  if (!made.valid() || !api_.WriteFile(made.get(), bytes.data(), kFileSize, &written, nullptr)) {
    throw std::runtime_error("the file cannot be made: " + DescribeError(api_.GetLastError()));
  }
  const DWORD both = GENERIC_READ | GENERIC_WRITE;
  files_.push_back({"first", both, 0, {}});
  files_.push_back({"second", both, 0, {}});
  files_.push_back({"unbuffered", both, FILE_FLAG_NO_BUFFERING, {}});
  files_.push_back({"append-only", FILE_APPEND_DATA, 0, {}});
  files_.push_back({"read-only", GENERIC_READ, 0, {}});
  for (Opened& each : files_) Open(each);
}

FilePart::~FilePart() {
  Close();
  api_.DeleteFileW(path_.c_str());
}

void FilePart::Close() {
  for (Opened& each : files_) each.handle = Handle();
}

void FilePart::Open(Opened& file) {
  file.handle =
      Handle(api_, api_.CreateFileW(path_.c_str(), file.access, kShareAll, nullptr, OPEN_EXISTING,
                                    file.flags | FILE_FLAG_OVERLAPPED, nullptr));
}

std::uint64_t FilePart::AnyOffset() {
  static constexpr std::uint64_t kAppend = ~std::uint64_t{0};
  switch (chance_.Below(12)) {
    case 0:
      return kAppend;
    case 1:
      return kAppend - chance_.Below(4);
    case 2:
      return (std::uint64_t{1} << 63) - 1;
    case 3:
    case 4:
    case 5:
      return chance_.Below(24) * 512;
    default:
      return chance_.Below(12000);
  }
}

DWORD FilePart::AnyLength() {
  const std::uint64_t kind = chance_.Below(8);
  if (kind == 0) return 0;
  return static_cast<DWORD>(kind < 4 ? chance_.Below(6) * 512 : chance_.Below(700));
}

Outcome FilePart::Write() {
  Opened& file = files_[chance_.Below(files_.size())];
  const std::uint64_t offset = AnyOffset();
  const DWORD length = AnyLength();
  const bool null_buffer = chance_.Below(24) == 0;
  Outcome outcome{"write " + std::to_string(length) + " bytes at " + std::to_string(offset) +
                      " through " + file.name + (null_buffer ? " from NULL" : ""),
                  ""};
  outcome.said = writes_.Issue(file.handle.get(), offset, length, null_buffer);
  return outcome;
}

Outcome FilePart::Lock() {
  const std::size_t owner = chance_.Below(2);
  const Range range{owner, chance_.Below(12000), 1 + chance_.Below(64)};
  const bool exclusive = chance_.Below(2) == 0;
  OVERLAPPED words = OverlappedAt(range.offset);
  const DWORD flags = LOCKFILE_FAIL_IMMEDIATELY | (exclusive ? LOCKFILE_EXCLUSIVE_LOCK : 0);
  const BOOL locked = api_.LockFileEx(files_[owner].handle.get(), flags, 0,
                                      static_cast<DWORD>(range.length), 0, &words);
  const std::string said = Settled(files_[owner].handle.get(), words, locked);
  if (said == "TRUE") locked_.push_back(range);
  return {"lock " + std::to_string(range.length) + " bytes at " + std::to_string(range.offset) +
              (exclusive ? " exclusive by " : " shared by ") + files_[owner].name,
          said};
}

std::string FilePart::Settled(HANDLE handle, OVERLAPPED& words, BOOL succeeded) {
  if (succeeded != FALSE) return "TRUE";
  DWORD error = api_.GetLastError(), bytes = 0;
  if (error != ERROR_IO_PENDING) return ErrorText(error);
  return api_.GetOverlappedResult(handle, &words, &bytes, TRUE) != FALSE
             ? "TRUE"
             : ErrorText(api_.GetLastError());
}

// One that is held, or now and then one that is not.
Outcome FilePart::Unlock() {
  Range range{chance_.Below(2), chance_.Below(12000), 1 + chance_.Below(64)};
  const bool held = !locked_.empty() && chance_.Below(8) != 0;
  if (held) {
    const auto pick = locked_.begin() + static_cast<std::ptrdiff_t>(chance_.Below(locked_.size()));
    range = *pick;
    locked_.erase(pick);
  }
  OVERLAPPED words = OverlappedAt(range.offset);
  const HANDLE handle = files_[range.owner].handle.get();
  const BOOL unlocked = api_.UnlockFileEx(handle, 0, static_cast<DWORD>(range.length), 0, &words);
  return {"unlock " + std::to_string(range.length) + " bytes at " + std::to_string(range.offset),
          Settled(handle, words, unlocked)};
}

Outcome FilePart::Resize() {
  FILE_END_OF_FILE_INFO end{};
  end.EndOfFile.QuadPart = static_cast<LONGLONG>(chance_.Below(20) * 512);
  const bool set = api_.SetFileInformationByHandle(files_[0].handle.get(), FileEndOfFileInfo, &end,
                                                   sizeof(end)) != FALSE;
  return {"set the size " + std::to_string(end.EndOfFile.QuadPart),
          set ? "TRUE" : ErrorText(api_.GetLastError())};
}

// The whole file, and its size.
Outcome FilePart::Read() {
  std::vector<std::uint8_t> bytes(1 << 16);
  OVERLAPPED words{};
  DWORD read = 0;
  const HANDLE handle = files_[0].handle.get();
  std::string said;
  if (!api_.ReadFile(handle, bytes.data(), static_cast<DWORD>(bytes.size()), nullptr, &words)) {
    const DWORD error = api_.GetLastError();
    if (error != ERROR_IO_PENDING) said = ErrorText(error);
  }
  if (said.empty() && !api_.GetOverlappedResult(handle, &words, &read, TRUE)) {
    said = ErrorText(api_.GetLastError());
  }
  bytes.resize(read);
  return {"read the file", said.empty() ? Hash(bytes) : said};
}

// Its locks are gone with it.
Outcome FilePart::Reopen() {
  const std::size_t pick = chance_.Below(files_.size());
  files_[pick].handle = Handle();
  std::erase_if(locked_, [&](const Range& range) { return range.owner == pick; });
  Open(files_[pick]);
  return {"reopen " + files_[pick].name, files_[pick].handle.valid() ? "TRUE" : "no"};
}

}  // namespace wfx
