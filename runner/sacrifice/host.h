// Under Wine a volume is a link to whatever the host has: which of it may be destroyed.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "runner/win32/api.h"

namespace wfx {

// A file or device of the host, Linux.
struct HostFile {
  std::string path;          // with every link followed
  bool regular = false;      // a file that holds its bytes itself
  std::uint64_t size = 0;    // in bytes, of a regular file or a device
  std::uint64_t number = 0;  // of a regular file on its file system
  std::uint32_t links = 0;   // names of a regular file
};

// What `facts` say of the file or folder at `path`.
HostFile HostFileOf(const std::string& path, const BY_HANDLE_FILE_INFORMATION& facts);

// How to look at the host.
struct Host {
  // The text of a file; nothing where it is not there.
  std::function<std::optional<std::string>(const std::string& path)> text;
  // A file, not a device; nothing where there is none.
  std::function<std::optional<HostFile>(const std::string& path)> file;
};

// The host below Wine, looked at through `api`. REQUIRES: it outlives the result.
Host HostBelow(const Win32Api& api);

// Why `file` may not be destroyed, one line; "" = nothing is against it. Only an image file that no
// loop device has, or a loop device that nobody uses, may be. What is mounted in other mount
// namespaces than this process's cannot be seen.
std::string WhyNotOnHost(const HostFile& file, const Host& host);

// Which device this is, one line: a copy of it is another one. REQUIRES: it may be destroyed.
std::string IdentityOnHost(const HostFile& file, const Host& host);

}  // namespace wfx
