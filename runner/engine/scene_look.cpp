// What files look like beside their bytes: times, attributes, sizes.
#include <algorithm>
#include <variant>

#include "runner/engine/scene.h"
#include "runner/win32/file_time.h"

namespace wfx {
namespace {

constexpr std::uint64_t kTwoSeconds = 20'000'000;  // in steps of a FILETIME

}  // namespace

bool Stage::looks() const {
  return std::ranges::any_of(subject_.when, [](const Step& step) {
    return std::holds_alternative<LookStep>(step.action) ||
           std::holds_alternative<SetTimeStep>(step.action);
  });
}

const StagedFile& Stage::FileNamed(const std::string& name) const {
  const auto found = std::ranges::find(files_, name, &StagedFile::name);
  if (found == files_.end()) throw SceneError("there is no file \"" + name + "\"");
  return *found;
}

LookRecord Stage::LookAt(const StagedFile& file, std::int64_t& last_write) const {
  LookRecord look;
  look.file = file.name;
  const Handle handle(api_,
                      api_.CreateFileW(file.path.c_str(), FILE_READ_ATTRIBUTES, kShareAll, nullptr,
                                       OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr));
  BY_HANDLE_FILE_INFORMATION basic{};
  FILE_STANDARD_INFO standard{};
  if (!handle.valid() || !api_.GetFileInformationByHandle(handle.get(), &basic) ||
      !api_.GetFileInformationByHandleEx(handle.get(), FileStandardInfo, &standard,
                                         sizeof standard)) {
    look.error = api_.GetLastError();
    return look;
  }
  last_write = static_cast<std::int64_t>(ValueOf(basic.ftLastWriteTime));
  look.attributes = basic.dwFileAttributes;
  look.size = static_cast<std::uint64_t>(standard.EndOfFile.QuadPart);
  look.allocated = static_cast<std::uint64_t>(standard.AllocationSize.QuadPart);
  look.moved = last_write - file.last_write;
  look.remainder = static_cast<std::uint64_t>(last_write) % kTwoSeconds;
  return look;
}

std::int64_t Stage::TargetTime() const {
  StagedFile stamp;
  stamp.path = Wide(target_.directory + "\\" + ObjectName(subject_, "clock"));
  {
    const Handle file(api_, api_.CreateFileW(stamp.path.c_str(), GENERIC_WRITE, kShareAll, nullptr,
                                             CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr));
    if (!file.valid()) Fail("CreateFileW of a file that shows the time");
  }
  std::int64_t now = 0;
  const LookRecord look = LookAt(stamp, now);
  api_.DeleteFileW(stamp.path.c_str());
  if (look.error != 0) Fail("a look at a file that shows the time", look.error);
  return now;
}

FILETIME Stage::TimeAgo(Duration ago) const {
  return FileTimeOf(static_cast<std::uint64_t>(TargetTime() - ago.count() / kNanosecondsAStep));
}

// When its own handle is closed: closing it may set the time of what was written.
void Stage::Dress(const GivenFile& given, const StagedFile& staged) {
  if (given.last_write) {
    const Handle file(
        api_, api_.CreateFileW(staged.path.c_str(), FILE_WRITE_ATTRIBUTES, kShareAll, nullptr,
                               OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr));
    const FILETIME time = TimeAgo(*given.last_write);
    if (!file.valid()) Fail("CreateFileW to set the last write time");
    if (!api_.SetFileTime(file.get(), nullptr, nullptr, &time)) Fail("SetFileTime");
  }
  if (given.attributes && !api_.SetFileAttributesW(staged.path.c_str(), *given.attributes)) {
    Fail("SetFileAttributesW");
  }
}

void Stage::NoteTimes() {
  if (!looks()) return;
  for (StagedFile& file : files_) {
    if (file.directory) continue;
    const LookRecord look = LookAt(file, file.last_write);
    if (look.error != 0) Fail("a look at \"" + file.name + "\"", look.error);
  }
}

}  // namespace wfx
