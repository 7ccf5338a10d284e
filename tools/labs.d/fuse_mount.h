// How our file systems are mounted: nothing is kept by the kernel, every read and write comes to
// us.
#pragma once

#include <fuse.h>

#include <string>

namespace wfx::labs {

inline void* BeginUncached(fuse_conn_info* connection, fuse_config* settings) {
  connection->max_write = 1U << 20;
  settings->direct_io = 1;
  // A file is gone when it is deleted, not renamed until it is closed.
  settings->hard_remove = 1;
  settings->attr_timeout = settings->entry_timeout = settings->negative_timeout = 0;
  return nullptr;
}

// Goes into the background once it is mounted. `source` and `type` are what the kernel's table of
// mounts says; the type after "fuse.". Returns the exit code of the program.
inline int Mount(std::string program, std::string folder, const std::string& source,
                 const std::string& type, fuse_operations operations) {
  operations.init = BeginUncached;
  std::string option = "-o", values = "fsname=" + source + ",subtype=" + type;
  char* words[] = {program.data(), folder.data(), option.data(), values.data(), nullptr};
  return fuse_main(4, words, &operations, nullptr);
}

}  // namespace wfx::labs
