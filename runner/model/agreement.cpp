#include "runner/model/agreement.h"

#include <algorithm>
#include <array>
#include <deque>
#include <memory>
#include <random>
#include <stdexcept>
#include <utility>

#include "runner/names.h"
#include "runner/win32/handle.h"
#include "runner/win32/text.h"

namespace wfx {
namespace {

constexpr DWORD kShareAll = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
constexpr std::uint64_t kFileSize = 8192;

// A write that was begun. Lives as long as the process: a system that is wrong may end it late.
struct Begun {
  OVERLAPPED overlapped{};
  std::vector<std::uint8_t> bytes;
  int number = 0;
  DWORD error = 0, count = 0;
  int runs = 0;
};

std::deque<Begun>& AllBegun() {
  static auto& all = *new std::deque<Begun>;
  return all;
}

void CALLBACK NoteEnd(DWORD error, DWORD count, LPOVERLAPPED overlapped) {
  for (auto begun = AllBegun().rbegin(); begun != AllBegun().rend(); ++begun) {
    if (&begun->overlapped != overlapped) continue;
    begun->error = error;
    begun->count = count;
    ++begun->runs;
    return;
  }
}

std::string Hash(const std::vector<std::uint8_t>& bytes) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const std::uint8_t each : bytes) hash = (hash ^ each) * 1099511628211ULL;
  return std::to_string(bytes.size()) + " bytes #" + std::to_string(hash);
}

std::string Error(DWORD error) { return "error " + std::to_string(error); }

// One system with a file, several handles to it, and a pipe.
class Player {
 public:
  Player(const Win32Api& api, const std::string& directory, std::uint64_t seed)
      : api_(api), chance_(seed), path_(Wide(directory + "\\wfx_agreement")) {
    pipe_path_ = Wide("\\\\.\\pipe\\wfx_agreement_" + std::to_string(std::random_device{}()));
    MakeFile();
    MakePipe();
  }

  ~Player() {
    for (auto& each : files_) each.handle = Handle();
    server_ = Handle();
    client_ = Handle();
    Reap();
    api_.DeleteFileW(path_.c_str());
  }

  Outcome Step() {
    static constexpr std::array<Outcome (Player::*)(), 16> kOperations{
        &Player::WriteFileRange, &Player::WriteFileRange, &Player::WriteFileRange,
        &Player::WriteFileRange, &Player::LockOne,        &Player::UnlockOne,
        &Player::UnlockOne,      &Player::Resize,         &Player::ReadRange,
        &Player::CancelOne,      &Player::Reopen,         &Player::WritePipe,
        &Player::WritePipe,      &Player::ReadPipe,       &Player::ReadPipe,
        &Player::EndPipe};
    Outcome outcome = (this->*kOperations[Below(kOperations.size())])();
    outcome.said += Reap();
    return outcome;
  }

 private:
  struct FileHandle {
    std::string name;
    DWORD access, flags;
    Handle handle;
  };
  struct Range {
    std::size_t owner;
    std::uint64_t offset, length;
  };

  std::uint64_t Below(std::uint64_t bound) { return chance_() % bound; }

  void MakeFile() {
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
    for (FileHandle& each : files_) OpenOne(each);
  }

  void OpenOne(FileHandle& file) {
    file.handle =
        Handle(api_, api_.CreateFileW(path_.c_str(), file.access, kShareAll, nullptr, OPEN_EXISTING,
                                      file.flags | FILE_FLAG_OVERLAPPED, nullptr));
  }

  void MakePipe() {
    server_ = Handle();
    client_ = Handle();
    quota_ = 256 + static_cast<DWORD>(Below(1024));
    const DWORD type = Below(2) == 0 ? PIPE_TYPE_BYTE : PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE;
    server_ = Handle(
        api_, api_.CreateNamedPipeW(pipe_path_.c_str(), PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED,
                                    type, 1, quota_, quota_, 0, nullptr));
    client_ = Handle(api_, api_.CreateFileW(pipe_path_.c_str(), GENERIC_READ | GENERIC_WRITE, 0,
                                            nullptr, OPEN_EXISTING, FILE_FLAG_OVERLAPPED, nullptr));
    if (!server_.valid() || !client_.valid()) {
      throw std::runtime_error("the pipe cannot be made: " + DescribeError(api_.GetLastError()));
    }
  }

  // Issues a write; what it came to is told by Reap.
  std::string Issue(HANDLE handle, std::uint64_t offset, DWORD length, bool null_buffer) {
    Begun& begun = AllBegun().emplace_back();
    begun.number = ++writes_;
    begun.bytes.assign(length + 1, static_cast<std::uint8_t>('a' + writes_ % 26));
    begun.overlapped.Offset = static_cast<DWORD>(offset);
    begun.overlapped.OffsetHigh = static_cast<DWORD>(offset >> 32);
    const void* buffer = null_buffer ? nullptr : begun.bytes.data();
    if (!api_.WriteFileEx(handle, buffer, length, &begun.overlapped, &NoteEnd)) {
      return Ending(begun.number, api_.GetLastError(), 0);
    }
    waiting_.push_back(&begun);
    return "";
  }

  static std::string Ending(int number, DWORD error, DWORD count) {
    return "; w" + std::to_string(number) +
           (error == 0 ? " ended with " + std::to_string(count) + " bytes"
                       : " ended with " + Error(error));
  }

  // Runs what is due; tells each write that ended, in the order of their numbers.
  std::string Reap() {
    for (int i = 0; i < 100 && api_.SleepEx(0, TRUE) != 0; ++i) {
    }
    std::string said;
    for (const Begun* begun : waiting_) {
      if (begun->runs > 0) said += Ending(begun->number, begun->error, begun->count);
      if (begun->runs > 1) said += " " + std::to_string(begun->runs) + " times";
    }
    std::erase_if(waiting_, [](const Begun* begun) { return begun->runs > 0; });
    return said;
  }

  std::uint64_t AnyOffset() {
    static constexpr std::uint64_t kAppend = ~std::uint64_t{0};
    switch (Below(12)) {
      case 0:
        return kAppend;
      case 1:
        return kAppend - Below(4);
      case 2:
        return (std::uint64_t{1} << 63) - 1;
      case 3:
      case 4:
      case 5:
        return Below(24) * 512;
      default:
        return Below(12000);
    }
  }

  DWORD AnyLength() {
    const std::uint64_t kind = Below(8);
    if (kind == 0) return 0;
    return static_cast<DWORD>(kind < 4 ? Below(6) * 512 : Below(700));
  }

  Outcome WriteFileRange() {
    FileHandle& file = files_[Below(files_.size())];
    const std::uint64_t offset = AnyOffset();
    const DWORD length = AnyLength();
    const bool null_buffer = Below(24) == 0;
    Outcome outcome{"write " + std::to_string(length) + " bytes at " + std::to_string(offset) +
                        " through " + file.name + (null_buffer ? " from NULL" : ""),
                    ""};
    outcome.said = Issue(file.handle.get(), offset, length, null_buffer);
    return outcome;
  }

  Outcome LockOne() {
    const std::size_t owner = Below(2);
    const Range range{owner, Below(12000), 1 + Below(64)};
    const bool exclusive = Below(2) == 0;
    OVERLAPPED words{};
    words.Offset = static_cast<DWORD>(range.offset);
    const DWORD flags = LOCKFILE_FAIL_IMMEDIATELY | (exclusive ? LOCKFILE_EXCLUSIVE_LOCK : 0);
    const BOOL locked = api_.LockFileEx(files_[owner].handle.get(), flags, 0,
                                        static_cast<DWORD>(range.length), 0, &words);
    const std::string said = Settled(files_[owner].handle.get(), words, locked);
    if (said == "TRUE") locked_.push_back(range);
    return {"lock " + std::to_string(range.length) + " bytes at " + std::to_string(range.offset) +
                (exclusive ? " exclusive by " : " shared by ") + files_[owner].name,
            said};
  }

  std::string Settled(HANDLE handle, OVERLAPPED& words, BOOL succeeded) {
    if (succeeded != FALSE) return "TRUE";
    DWORD error = api_.GetLastError(), bytes = 0;
    if (error != ERROR_IO_PENDING) return Error(error);
    return api_.GetOverlappedResult(handle, &words, &bytes, TRUE) != FALSE
               ? "TRUE"
               : Error(api_.GetLastError());
  }

  // One that is held, or now and then one that is not.
  Outcome UnlockOne() {
    Range range{Below(2), Below(12000), 1 + Below(64)};
    const bool held = !locked_.empty() && Below(8) != 0;
    if (held) {
      const auto pick = locked_.begin() + static_cast<std::ptrdiff_t>(Below(locked_.size()));
      range = *pick;
      locked_.erase(pick);
    }
    OVERLAPPED words{};
    words.Offset = static_cast<DWORD>(range.offset);
    const HANDLE handle = files_[range.owner].handle.get();
    const BOOL unlocked = api_.UnlockFileEx(handle, 0, static_cast<DWORD>(range.length), 0, &words);
    return {"unlock " + std::to_string(range.length) + " bytes at " + std::to_string(range.offset),
            Settled(handle, words, unlocked)};
  }

  Outcome Resize() {
    FILE_END_OF_FILE_INFO end{};
    end.EndOfFile.QuadPart = static_cast<LONGLONG>(Below(20) * 512);
    const bool set = api_.SetFileInformationByHandle(files_[0].handle.get(), FileEndOfFileInfo,
                                                     &end, sizeof(end)) != FALSE;
    return {"set the size " + std::to_string(end.EndOfFile.QuadPart),
            set ? "TRUE" : Error(api_.GetLastError())};
  }

  // The whole file, and its size.
  Outcome ReadRange() {
    std::vector<std::uint8_t> bytes(1 << 16);
    OVERLAPPED words{};
    DWORD read = 0;
    const HANDLE handle = files_[0].handle.get();
    std::string said;
    if (!api_.ReadFile(handle, bytes.data(), static_cast<DWORD>(bytes.size()), nullptr, &words)) {
      const DWORD error = api_.GetLastError();
      if (error != ERROR_IO_PENDING) said = Error(error);
    }
    if (said.empty() && !api_.GetOverlappedResult(handle, &words, &read, TRUE)) {
      said = Error(api_.GetLastError());
    }
    bytes.resize(read);
    return {"read the file", said.empty() ? Hash(bytes) : said};
  }

  Outcome CancelOne() {
    const std::size_t pick = Below(4);
    const HANDLE handle = pick < 2 ? files_[pick].handle.get() : server_.get();
    const bool every = Below(2) == 0;
    const BOOL cancelled = every ? api_.CancelIoEx(handle, nullptr) : api_.CancelIo(handle);
    return {std::string(every ? "CancelIoEx" : "CancelIo") + (pick < 2 ? " file" : " pipe"),
            cancelled != FALSE ? "TRUE" : Error(api_.GetLastError())};
  }

  // Its locks are gone with it.
  Outcome Reopen() {
    const std::size_t pick = Below(files_.size());
    files_[pick].handle = Handle();
    std::erase_if(locked_, [&](const Range& range) { return range.owner == pick; });
    OpenOne(files_[pick]);
    return {"reopen " + files_[pick].name, files_[pick].handle.valid() ? "TRUE" : "no"};
  }

  Outcome WritePipe() {
    const bool by_server = Below(2) == 0;
    const std::uint64_t kind = Below(8);
    const auto length = static_cast<DWORD>(kind == 0   ? 0
                                           : kind == 1 ? quota_
                                           : kind == 2 ? quota_ + 1
                                                       : Below(quota_ * 2));
    Outcome outcome{"write " + std::to_string(length) + " bytes to the pipe of " +
                        std::to_string(quota_) + (by_server ? " by its server" : " by its client"),
                    ""};
    outcome.said = Issue(by_server ? server_.get() : client_.get(), 0, length, false);
    return outcome;
  }

  // What cannot be read at once is not waited for.
  Outcome ReadPipe() {
    const bool by_server = Below(2) == 0;
    const HANDLE handle = by_server ? server_.get() : client_.get();
    std::vector<std::uint8_t> bytes(1 + Below(quota_ * 2));
    OVERLAPPED words{};
    DWORD read = 0;
    std::string said;
    if (!api_.ReadFile(handle, bytes.data(), static_cast<DWORD>(bytes.size()), nullptr, &words)) {
      const DWORD error = api_.GetLastError();
      if (error == ERROR_IO_PENDING && static_cast<DWORD>(words.Internal) == STATUS_PENDING) {
        api_.CancelIoEx(handle, &words);
        said = "nothing to read; ";
      } else if (error != ERROR_IO_PENDING && error != ERROR_MORE_DATA) {
        said = Error(error);
      }
    }
    const std::string asked = std::to_string(bytes.size());
    if (said.empty() || said.back() == ' ') {
      const bool whole = api_.GetOverlappedResult(handle, &words, &read, TRUE) != FALSE;
      const DWORD error = whole ? 0 : api_.GetLastError();
      bytes.resize(read);
      said += (error == 0 ? "" : Error(error) + " ") + Hash(bytes);
    }
    return {"read " + asked + (by_server ? " bytes as server" : " bytes as client"), said};
  }

  // Disconnects or closes an end, then makes another pipe now and then.
  Outcome EndPipe() {
    switch (Below(8)) {
      case 0: {
        const bool done = api_.DisconnectNamedPipe(server_.get()) != FALSE;
        return {"disconnect the pipe", done ? "TRUE" : Error(api_.GetLastError())};
      }
      case 1:
        client_ = Handle();
        return {"close the client", "TRUE"};
      case 2:
      case 3:
        MakePipe();
        return {"make another pipe", "TRUE"};
      default:
        return {"nothing", ""};
    }
  }

  const Win32Api& api_;
  std::mt19937_64 chance_;
  const WideString path_;
  WideString pipe_path_;
  std::vector<FileHandle> files_;
  std::vector<Range> locked_;
  Handle server_, client_;
  DWORD quota_ = 0;
  int writes_ = 0;
  std::vector<Begun*> waiting_;
};

}  // namespace

std::vector<Outcome> DoSequence(const Win32Api& api, const std::string& directory,
                                std::uint64_t seed, std::size_t count) {
  Player player(api, directory, seed);
  std::vector<Outcome> outcomes;
  for (std::size_t i = 0; i < count; ++i) outcomes.push_back(player.Step());
  return outcomes;
}

void Compare(const std::vector<Outcome>& right, const std::vector<Outcome>& seen,
             const std::vector<KnownDifference>& known, std::uint64_t seed,
             Comparison& comparison) {
  comparison.met.resize(known.size());
  for (std::size_t i = 0; i < std::min(right.size(), seen.size()); ++i) {
    ++comparison.operations;
    if (right[i].said == seen[i].said) continue;
    const auto found = std::find_if(known.begin(), known.end(), [&](const KnownDifference& each) {
      return each.explains(right[i], seen[i]);
    });
    if (found != known.end()) {
      ++comparison.met[static_cast<std::size_t>(found - known.begin())];
      if (found->diverges) return;
      continue;
    }
    comparison.disagreements.push_back(
        "seed " + std::to_string(seed) + ", operation " + std::to_string(i) + ": " +
        right[i].operation + ": right is \"" + right[i].said + "\", seen \"" + seen[i].said + "\"");
    return;
  }
}

}  // namespace wfx
