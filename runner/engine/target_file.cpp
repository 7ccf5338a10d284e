#include "runner/engine/target_file.h"

#include <algorithm>
#include <array>
#include <utility>

#include "runner/engine/target_probe.h"
#include "runner/win32/file_time.h"
#include "runner/win32/handle.h"
#include "runner/win32/text.h"

namespace wfx {
namespace {

// A file of one byte.
class SmallFile : public ProbeFile {
 public:
  SmallFile(const Win32Api& api, std::string path, DWORD flags = FILE_ATTRIBUTE_NORMAL)
      : ProbeFile(api, std::move(path), flags) {
    DWORD written = 0;
    usable_ = valid() && api_.WriteFile(get(), "x", 1, &written, nullptr) != FALSE;
  }

  bool usable() const { return usable_; }
  // Through a handle of its own.
  BY_HANDLE_FILE_INFORMATION Information() const {
    BY_HANDLE_FILE_INFORMATION information{};
    const Handle other = Open();
    if (other.valid()) api_.GetFileInformationByHandle(other.get(), &information);
    return information;
  }

 private:
  bool usable_ = false;
};

// file_time.granularity: documented by the file system's name; of any other nothing is known but
// what a FILETIME can say.
std::uint64_t StepOf(const std::string& file_system) {
  struct Step {
    std::string_view name;
    std::uint64_t nanoseconds;
  };
  constexpr std::array kSteps{Step{"FAT", 2'000'000'000}, Step{"FAT32", 2'000'000'000},
                              Step{"exFAT", 10'000'000}};
  const auto* found = std::ranges::find(kSteps, file_system, &Step::name);
  return found == kSteps.end() ? 100 : found->nanoseconds;
}

std::string WhyNotAtOnce(const Win32Api& api, const std::string& path) {
  const SmallFile file(api, path);
  if (!file.usable()) return file.Problem("WriteFile");
  constexpr std::uint64_t kHour = 36'000'000'000;
  {
    const Handle other = file.Open();
    const FILETIME back = FileTimeOf(ValueOf(file.Information().ftLastWriteTime) - kHour);
    if (!other.valid() || !api.SetFileTime(other.get(), nullptr, nullptr, &back)) {
      return file.Problem("SetFileTime");
    }
  }
  const std::uint64_t set = ValueOf(file.Information().ftLastWriteTime);
  DWORD written = 0;
  if (!api.WriteFile(file.get(), "y", 1, &written, nullptr)) return file.Problem("WriteFile");
  const bool moved = ValueOf(file.Information().ftLastWriteTime) != set;
  return moved ? "" : "the last write time stays as it is until the handle is closed";
}

std::string WhyNoStreams(const Win32Api& api, const std::string& path) {
  const SmallFile file(api, path);
  if (!file.usable()) return file.Problem("WriteFile");
  DWORD longest = 0, flags = 0;
  if (!api.GetVolumeInformationByHandleW(file.get(), nullptr, 0, nullptr, &longest, &flags, nullptr,
                                         0)) {
    return file.Problem("GetVolumeInformationByHandleW");
  }
  if ((flags & FILE_NAMED_STREAMS) == 0) return "the volume does not say FILE_NAMED_STREAMS";
  const Handle stream = file.Open(FILE_ATTRIBUTE_NORMAL, CREATE_ALWAYS, ":side");
  LARGE_INTEGER size{};
  if (!stream.valid()) return file.Problem("CreateFileW of a stream");
  if (!api.GetFileSizeEx(stream.get(), &size)) return file.Problem("GetFileSizeEx of a stream");
  return size.QuadPart == 0 ? "" : "a new stream is not empty";
}

std::string WhyNotCompressed(const Win32Api& api, const std::string& path) {
  const SmallFile file(api, path);
  if (!file.usable()) return file.Problem("WriteFile");
  USHORT format = COMPRESSION_FORMAT_DEFAULT;
  DWORD bytes = 0;
  if (!api.DeviceIoControl(file.get(), FSCTL_SET_COMPRESSION, &format, sizeof format, nullptr, 0,
                           &bytes, nullptr)) {
    return file.Problem("FSCTL_SET_COMPRESSION");
  }
  const bool is = (file.Information().dwFileAttributes & FILE_ATTRIBUTE_COMPRESSED) != 0;
  return is ? "" : "a file stays as it was after FSCTL_SET_COMPRESSION";
}

std::string WhyNotEncrypted(const Win32Api& api, const std::string& path) {
  const SmallFile file(api, path, FILE_ATTRIBUTE_ENCRYPTED);
  if (!file.usable()) return file.Problem("CreateFileW with FILE_ATTRIBUTE_ENCRYPTED");
  const bool is = (file.Information().dwFileAttributes & FILE_ATTRIBUTE_ENCRYPTED) != 0;
  return is ? "" : "a file made with FILE_ATTRIBUTE_ENCRYPTED is not encrypted";
}

std::string WhyNoViews(const Win32Api& api, const std::string& path) {
  const SmallFile file(api, path);
  if (!file.usable()) return file.Problem("WriteFile");
  const Handle section(api,
                       api.CreateFileMappingW(file.get(), nullptr, PAGE_READWRITE, 0, 0, nullptr));
  if (!section.valid()) return file.Problem("CreateFileMappingW");
  const auto* view = static_cast<const char*>(
      api.MapViewOfFile(section.get(), FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, 0));
  if (view == nullptr) return file.Problem("MapViewOfFile");
  const bool shows = *view == 'x';
  api.UnmapViewOfFile(view);
  return shows ? "" : "a view does not show the file's bytes";
}

// Closing the handle ends the request.
std::string WhyNoOplocks(const Win32Api& api, const std::string& path) {
  const SmallFile file(api, path);
  if (!file.usable()) return file.Problem("WriteFile");
  const Handle event(api, api.CreateEventW(nullptr, TRUE, FALSE, nullptr));
  OVERLAPPED overlapped{};
  overlapped.hEvent = event.get();
  Handle holder = file.Open(FILE_FLAG_OVERLAPPED);
  DWORD bytes = 0;
  const BOOL ended = api.DeviceIoControl(holder.get(), FSCTL_REQUEST_OPLOCK_LEVEL_2, nullptr, 0,
                                         nullptr, 0, &bytes, &overlapped);
  if (ended) return "FSCTL_REQUEST_OPLOCK_LEVEL_2 ended at once";
  if (api.GetLastError() != ERROR_IO_PENDING) return file.Problem("FSCTL_REQUEST_OPLOCK_LEVEL_2");
  holder = {};
  const bool over = api.WaitForSingleObject(event.get(), 1000) == WAIT_OBJECT_0;
  return over ? "" : "closing its handle does not end the request for an oplock";
}

// Nothing is written: the transaction goes with its handle.
std::string WhyNoTransactions(const Win32Api& api, const std::string& path) {
  const SmallFile file(api, path);
  if (!file.usable()) return file.Problem("WriteFile");
  const Handle transaction(api, api.CreateTransaction(nullptr, nullptr, 0, 0, 0, 0, nullptr));
  if (!transaction.valid()) return file.Problem("CreateTransaction");
  const Handle opened(api, api.CreateFileTransactedW(Wide(path).c_str(), GENERIC_READ, kShareAll,
                                                     nullptr, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL,
                                                     nullptr, transaction.get(), nullptr, nullptr));
  return opened.valid() ? "" : file.Problem("CreateFileTransactedW");
}

}  // namespace

void NoteFileCapabilities(const Win32Api& api, const std::string& path, TargetFacts& facts,
                          const NoteCapability& note) {
  facts.bindings.time_step = StepOf(facts.file_system);
  note(Capability::kWriteTimeAtOnce, {"SetFileTime", "GetFileInformationByHandle"},
       [&] { return WhyNotAtOnce(api, path + "_time"); });
  note(Capability::kNamedStreams, {"GetVolumeInformationByHandleW", "GetFileSizeEx"},
       [&] { return WhyNoStreams(api, path + "_streams"); });
  note(Capability::kCompressedFiles, {"DeviceIoControl", "GetFileInformationByHandle"},
       [&] { return WhyNotCompressed(api, path + "_compressed"); });
  note(Capability::kEncryptedFiles, {"GetFileInformationByHandle"},
       [&] { return WhyNotEncrypted(api, path + "_encrypted"); });
  note(Capability::kMappedViews, {"CreateFileMappingW", "MapViewOfFile", "UnmapViewOfFile"},
       [&] { return WhyNoViews(api, path + "_view"); });
  note(Capability::kOplocks, {"DeviceIoControl", "CreateEventW", "WaitForSingleObject"},
       [&] { return WhyNoOplocks(api, path + "_oplock"); });
  note(Capability::kTransactions,
       {"CreateFileTransactedW", "CreateTransaction", "CommitTransaction", "RollbackTransaction"},
       [&] { return WhyNoTransactions(api, path + "_transaction"); });
}

}  // namespace wfx
