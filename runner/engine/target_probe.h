// What a target is tried with.
#pragma once

#include <string>
#include <string_view>

#include "runner/win32/api.h"
#include "runner/win32/handle.h"

namespace wfx {

// A name for a pipe or file of a probe that no other process uses.
std::string ProbeName();

// `name` in `directory`, whether or not that ends with a separator.
std::string PathIn(const std::string& directory, std::string_view name);

// An empty file, removed with the object.
class ProbeFile {
 public:
  // Not valid where it cannot be made; the last error says why.
  ProbeFile(const Win32Api& api, std::string path, DWORD flags = FILE_ATTRIBUTE_NORMAL);
  ~ProbeFile();
  ProbeFile(const ProbeFile&) = delete;
  ProbeFile& operator=(const ProbeFile&) = delete;

  bool valid() const { return file_.valid(); }
  HANDLE get() const { return file_.get(); }
  const std::string& path() const { return path_; }
  // Another handle to it, or to a stream of it, ":side".
  Handle Open(DWORD flags = FILE_ATTRIBUTE_NORMAL, DWORD disposition = OPEN_EXISTING,
              std::string_view stream = "") const;
  // Nobody has it open any more.
  void Close() { file_ = {}; }
  // "CreateFileW failed with ERROR_ACCESS_DENIED (5)", of the last error.
  std::string Problem(const std::string& function) const;

 protected:
  const Win32Api& api_;

 private:
  const std::string path_;
  Handle file_;
};

}  // namespace wfx
