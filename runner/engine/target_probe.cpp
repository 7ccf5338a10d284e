#include "runner/engine/target_probe.h"

#include <random>
#include <utility>

#include "runner/names.h"
#include "runner/win32/text.h"

namespace wfx {

std::string ProbeName() {
  static std::random_device source;
  return "wfx_probe_" + std::to_string(source());
}

std::string PathIn(const std::string& directory, std::string_view name) {
  const bool ends = !directory.empty() && (directory.back() == '\\' || directory.back() == '/');
  return directory + (ends ? "" : "\\") + std::string(name);
}

ProbeFile::ProbeFile(const Win32Api& api, std::string path, DWORD flags)
    : api_(api), path_(std::move(path)), file_(Open(flags, CREATE_ALWAYS)) {}

ProbeFile::~ProbeFile() {
  Close();
  api_.DeleteFileW(Wide(path_).c_str());
}

Handle ProbeFile::Open(DWORD flags, DWORD disposition, std::string_view stream) const {
  const WideString path = Wide(path_ + std::string(stream));
  return {api_, api_.CreateFileW(path.c_str(), GENERIC_READ | GENERIC_WRITE, kShareAll, nullptr,
                                 disposition, flags, nullptr)};
}

std::string ProbeFile::Problem(const std::string& function) const {
  return function + " failed with " + DescribeError(api_.GetLastError());
}

}  // namespace wfx
