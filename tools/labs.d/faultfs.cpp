// A folder seen through a file system that delays, cuts, refuses and locks writes as it is told.
//
//   faultfs FOLDER POLICY MOUNT   goes into the background once it is mounted
//
// POLICY is one argument, as fault_policy.h reads it; writing another to MOUNT/.wfx_fault changes
// it, and what is no policy fails with EINVAL.
#define FUSE_USE_VERSION 31
#include <dirent.h>
#include <fcntl.h>
#include <fuse.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <limits>
#include <mutex>
#include <set>
#include <thread>

#include "tools/labs.d/fault_policy.h"
#include "tools/labs.d/fuse_mount.h"
#include "tools/labs.d/range_locks.h"

namespace wfx::labs {
namespace {

std::string folder;
std::mutex policy_mutex;
Policy policy;
std::uint64_t writes, failures;  // since the policy was set
RangeLocks locks;
std::mutex makers_mutex;
std::set<int> makers;  // descriptors of open files that have made what they are open for

// Of an open kPolicyFile. Otherwise a handle is a descriptor.
constexpr std::uint64_t kPolicyHandle = ~0ULL;

bool IsPolicy(const char* path) { return path != nullptr && std::strcmp(path, kPolicyFile) == 0; }
std::string Below(const char* path) { return folder + path; }
int Result(ssize_t result) { return result < 0 ? -errno : static_cast<int>(result); }
int Descriptor(const fuse_file_info* file) { return static_cast<int>(file->fh); }

std::uint64_t InodeOf(const fuse_file_info* file) {
  struct stat facts {};
  fstat(Descriptor(file), &facts);
  return facts.st_ino;
}

int GetAttributes(const char* path, struct stat* facts, fuse_file_info* file) {
  if (IsPolicy(path)) {
    *facts = {};
    facts->st_mode = S_IFREG | 0600;
    facts->st_nlink = 1;
    return 0;
  }
  return Result(file != nullptr ? fstat(Descriptor(file), facts)
                                : lstat(Below(path).c_str(), facts));
}

int ReadFolder(const char* path, void* buffer, fuse_fill_dir_t fill, off_t, fuse_file_info*,
               fuse_readdir_flags) {
  DIR* const open = opendir(Below(path).c_str());
  if (open == nullptr) return -errno;
  while (const dirent* entry = readdir(open)) fill(buffer, entry->d_name, nullptr, 0, {});
  closedir(open);
  return 0;
}

// Every read and write comes here: nothing is kept by the kernel.
int Opened(int descriptor, fuse_file_info* file) {
  if (descriptor < 0) return -errno;
  file->fh = static_cast<std::uint64_t>(descriptor);
  file->direct_io = 1;
  return 0;
}

int Open(const char* path, fuse_file_info* file) {
  if (!IsPolicy(path)) return Opened(open(Below(path).c_str(), file->flags & ~O_DIRECT), file);
  file->fh = kPolicyHandle;
  file->direct_io = 1;
  return 0;
}

int Create(const char* path, mode_t mode, fuse_file_info* file) {
  const int result =
      Opened(open(Below(path).c_str(), (file->flags & ~O_DIRECT) | O_CREAT, mode), file);
  const std::lock_guard guard(makers_mutex);
  if (result == 0) makers.insert(Descriptor(file));
  return result;
}

bool IsMaker(const fuse_file_info* file) {
  const std::lock_guard guard(makers_mutex);
  return makers.contains(Descriptor(file));
}

int Read(const char*, char* bytes, size_t length, off_t offset, fuse_file_info* file) {
  if (file->fh == kPolicyHandle) return 0;
  return Result(pread(Descriptor(file), bytes, length, offset));
}

int SetPolicy(const char* bytes, size_t length) {
  try {
    const Policy wanted = PolicyOf(std::string(bytes, length));
    const std::lock_guard guard(policy_mutex);
    policy = wanted;
    writes = failures = 0;
    return static_cast<int>(length);
  } catch (const std::invalid_argument&) {
    return -EINVAL;
  }
}

Policy CurrentPolicy() {
  const std::lock_guard guard(policy_mutex);
  return policy;
}

// What holds for the next write of `file`.
Policy NextPolicy(const fuse_file_info* file) {
  const std::lock_guard guard(policy_mutex);
  if (policy.spares_makers && IsMaker(file)) return {};
  Policy next = policy;
  if (++writes <= next.after || failures >= next.count) next.error = 0;
  if (next.error != 0) ++failures;
  return next;
}

std::uint64_t SizeOf(int descriptor) {
  struct stat facts {};
  return fstat(descriptor, &facts) == 0 ? static_cast<std::uint64_t>(facts.st_size) : 0;
}

// What is left of the space that `now` gives; a file takes as much as it is long.
std::uint64_t Left(const Policy& now) {
  std::uint64_t taken = 0;
  std::error_code error;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, error)) {
    if (entry.is_regular_file(error)) taken += entry.file_size(error);
  }
  return now.space - std::min(taken, now.space);
}

// Nothing is cut: what does not fit whole is refused.
bool Fits(const Policy& now, std::uint64_t size, std::uint64_t wanted) {
  return now.space == 0 || wanted <= size || wanted - size <= Left(now);
}

int Write(const char*, const char* bytes, size_t length, off_t offset, fuse_file_info* file) {
  if (file->fh == kPolicyHandle) return SetPolicy(bytes, length);
  const Policy now = NextPolicy(file);
  if (now.delay.count() != 0) std::this_thread::sleep_for(now.delay);
  if (now.error != 0) return -now.error;
  const auto begin = static_cast<std::uint64_t>(offset);
  if (begin % now.align != 0 || length % now.align != 0) return -EINVAL;
  const RangeLocks::Range range{Descriptor(file), offset, offset + static_cast<off_t>(length),
                                true};
  if (now.locks != 0 && !locks.MayWrite(InodeOf(file), range)) return -now.locks;
  if (begin >= now.room) return -ENOSPC;
  if (!Fits(now, SizeOf(Descriptor(file)), begin + length)) return -ENOSPC;
  const std::uint64_t taken = std::min({std::uint64_t{length}, now.room - begin, now.most});
  return Result(pwrite(Descriptor(file), bytes, taken, offset));
}

int Lock(const char*, fuse_file_info* file, int command, struct flock* asked) {
  const std::uint64_t inode = InodeOf(file);
  const off_t last = std::numeric_limits<off_t>::max();
  const bool to_the_end = asked->l_len == 0 || asked->l_len > last - asked->l_start;
  const RangeLocks::Range range{Descriptor(file), asked->l_start,
                                to_the_end ? last : asked->l_start + asked->l_len,
                                asked->l_type == F_WRLCK};
  if (command == F_GETLK) {
    const RangeLocks::Range held = locks.InTheWay(inode, range);
    asked->l_type = F_UNLCK;
    if (held.owner == range.owner) return 0;
    asked->l_type = held.exclusive ? F_WRLCK : F_RDLCK;
    asked->l_start = held.begin;
    asked->l_len = held.end == last ? 0 : held.end - held.begin;
    return 0;
  }
  if (asked->l_type != F_UNLCK) return -locks.Take(inode, range);
  locks.Free(inode, range);
  return 0;
}

int Release(const char*, fuse_file_info* file) {
  if (file->fh == kPolicyHandle) return 0;
  locks.Free(InodeOf(file), {Descriptor(file), 0, std::numeric_limits<off_t>::max(), false});
  {
    const std::lock_guard guard(makers_mutex);
    makers.erase(Descriptor(file));
  }
  return Result(close(Descriptor(file)));
}

int Truncate(const char* path, off_t size, fuse_file_info* file) {
  if (IsPolicy(path)) return 0;
  struct stat facts {};
  if (file == nullptr && lstat(Below(path).c_str(), &facts) != 0) return -errno;
  const auto before =
      file != nullptr ? SizeOf(Descriptor(file)) : static_cast<std::uint64_t>(facts.st_size);
  if (!Fits(CurrentPolicy(), before, static_cast<std::uint64_t>(size))) return -ENOSPC;
  return Result(file != nullptr ? ftruncate(Descriptor(file), size)
                                : truncate(Below(path).c_str(), size));
}

int Synchronize(const char*, int, fuse_file_info* file) {
  return file->fh == kPolicyHandle ? 0 : Result(fsync(Descriptor(file)));
}

int SetTimes(const char* path, const timespec* times, fuse_file_info* file) {
  return Result(file != nullptr
                    ? futimens(Descriptor(file), times)
                    : utimensat(AT_FDCWD, Below(path).c_str(), times, AT_SYMLINK_NOFOLLOW));
}

int ChangeMode(const char* path, mode_t mode, fuse_file_info* file) {
  return Result(file != nullptr ? fchmod(Descriptor(file), mode)
                                : chmod(Below(path).c_str(), mode));
}

fuse_operations Operations() {
  fuse_operations operations{};
  operations.getattr = GetAttributes;
  operations.readdir = ReadFolder;
  operations.open = Open;
  operations.create = Create;
  operations.read = Read;
  operations.write = Write;
  operations.lock = Lock;
  operations.release = Release;
  operations.truncate = Truncate;
  operations.fsync = Synchronize;
  operations.utimens = SetTimes;
  operations.chmod = ChangeMode;
  operations.unlink = [](const char* path) { return Result(unlink(Below(path).c_str())); };
  operations.mkdir = [](const char* path, mode_t mode) {
    return Result(mkdir(Below(path).c_str(), mode));
  };
  operations.rmdir = [](const char* path) { return Result(rmdir(Below(path).c_str())); };
  operations.rename = [](const char* from, const char* to, unsigned flags) {
    return Result(renameat2(AT_FDCWD, Below(from).c_str(), AT_FDCWD, Below(to).c_str(), flags));
  };
  operations.statfs = [](const char*, struct statvfs* facts) {
    if (statvfs(folder.c_str(), facts) != 0) return -errno;
    const Policy now = CurrentPolicy();
    if (now.space == 0) return 0;
    facts->f_blocks = now.space / facts->f_frsize;
    // Wine makes a file longer by a byte more than asked for, which it then takes back.
    const std::uint64_t units = Left(now) / facts->f_frsize;
    facts->f_bfree = facts->f_bavail = units == 0 ? 0 : units - 1;
    return 0;
  };
  return operations;
}

int Run(int count, char** arguments) {
  if (count != 4) {
    std::fprintf(stderr, "usage: faultfs FOLDER POLICY MOUNT\n");
    return 2;
  }
  std::string words = arguments[2];
  try {
    policy = PolicyOf(words);
  } catch (const std::invalid_argument& error) {
    std::fprintf(stderr, "faultfs: %s\n", error.what());
    return 2;
  }
  folder = arguments[1];
  // The kernel's table of mounts says what it does; commas and blanks would end the word there.
  std::replace(words.begin(), words.end(), ' ', '+');
  const std::string source = "faultfs:" + (words.empty() ? "plain" : words);
  return Mount(arguments[0], arguments[3], source, "faultfs", Operations());
}

}  // namespace
}  // namespace wfx::labs

int main(int count, char** arguments) { return wfx::labs::Run(count, arguments); }
