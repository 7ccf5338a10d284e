// A share of an SMB server as a file system, in which one write is one SMB write: nothing is kept,
// nothing is put together, and the server's refusals come back as they are.
//
//   smbfs smb://HOST[:PORT]/SHARE SMB.CONF MOUNT   goes into the background once it is mounted
//   smbfs --type                                   the type that the kernel's table of mounts has
//   of it
//
// WFX_SMB_CREDENTIALS names a file that says who asks: `username=`, `password=` and perhaps
// `domain=`, a line each. It is read at the start and no more.
#define FUSE_USE_VERSION 31
#include <fcntl.h>
#include <fuse.h>
#include <libsmbclient.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <mutex>
#include <string>

#include "tools/labs.d/fuse_mount.h"

namespace wfx::labs {
namespace {

// A write that hangs is given up after this.
constexpr int kMostMilliseconds = 20'000;

std::string share;
std::map<std::string, std::string> credentials;
SMBCCTX* context;
std::mutex mutex;  // the library is for one thread at a time

// Holds the library, and forgets the last error of it.
class Turn {
 public:
  Turn() : guard_(mutex) { errno = 0; }

 private:
  const std::lock_guard<std::mutex> guard_;
};

std::string Url(const char* path) {
  std::string url = share;
  for (const char* each = path; *each != '\0'; ++each) {
    if (std::strchr("% #?", *each) == nullptr) {
      url += *each;
      continue;
    }
    char escaped[4];
    std::snprintf(escaped, sizeof escaped, "%%%02X", static_cast<unsigned char>(*each));
    url += escaped;
  }
  return url;
}

SMBCFILE* HandleOf(const fuse_file_info* file) {
  return reinterpret_cast<SMBCFILE*>(static_cast<std::uintptr_t>(file->fh));
}

// Not every failure of the library says why.
int Result(ssize_t result) {
  if (result >= 0) return static_cast<int>(result);
  return errno != 0 ? -errno : -EIO;
}

int GetAttributes(const char* path, struct stat* facts, fuse_file_info* file) {
  const Turn turn;
  *facts = {};
  const int result = file != nullptr
                         ? smbc_getFunctionFstat(context)(context, HandleOf(file), facts)
                         : smbc_getFunctionStat(context)(context, Url(path).c_str(), facts);
  if (result < 0) return Result(result);
  // Of rights the protocol has one attribute, read-only.
  const mode_t writable = facts->st_mode & S_IWUSR;
  facts->st_mode = S_ISDIR(facts->st_mode) ? S_IFDIR | 0700 : S_IFREG | S_IRUSR | writable;
  facts->st_nlink = 1;
  return 0;
}

int ReadFolder(const char* path, void* buffer, fuse_fill_dir_t fill, off_t, fuse_file_info*,
               fuse_readdir_flags) {
  const Turn turn;
  SMBCFILE* const open = smbc_getFunctionOpendir(context)(context, Url(path).c_str());
  if (open == nullptr) return Result(-1);
  while (const smbc_dirent* entry = smbc_getFunctionReaddir(context)(context, open)) {
    fill(buffer, entry->name, nullptr, 0, {});
  }
  smbc_getFunctionClosedir(context)(context, open);
  return 0;
}

int OpenWith(const char* path, int flags, mode_t mode, fuse_file_info* file) {
  const Turn turn;
  // The library opens nothing for writing alone.
  const int access = (flags & O_ACCMODE) == O_RDONLY ? O_RDONLY : O_RDWR;
  SMBCFILE* const handle = smbc_getFunctionOpen(context)(
      context, Url(path).c_str(), access | (flags & (O_CREAT | O_EXCL | O_TRUNC)), mode);
  if (handle == nullptr) return Result(-1);
  file->fh = reinterpret_cast<std::uintptr_t>(handle);
  file->direct_io = 1;
  return 0;
}

int Open(const char* path, fuse_file_info* file) { return OpenWith(path, file->flags, 0, file); }

int Create(const char* path, mode_t mode, fuse_file_info* file) {
  return OpenWith(path, file->flags | O_CREAT, mode, file);
}

bool Seek(const fuse_file_info* file, off_t offset) {
  return smbc_getFunctionLseek(context)(context, HandleOf(file), offset, SEEK_SET) >= 0;
}

int Read(const char*, char* bytes, size_t length, off_t offset, fuse_file_info* file) {
  const Turn turn;
  if (!Seek(file, offset)) return Result(-1);
  return Result(smbc_getFunctionRead(context)(context, HandleOf(file), bytes, length));
}

int Write(const char*, const char* bytes, size_t length, off_t offset, fuse_file_info* file) {
  const Turn turn;
  if (!Seek(file, offset)) return Result(-1);
  return Result(smbc_getFunctionWrite(context)(context, HandleOf(file), bytes, length));
}

int Release(const char*, fuse_file_info* file) {
  const Turn turn;
  return Result(smbc_getFunctionClose(context)(context, HandleOf(file)));
}

int Truncate(const char* path, off_t size, fuse_file_info* file) {
  if (file == nullptr) {
    fuse_file_info own{};
    if (const int failed = OpenWith(path, O_RDWR, 0, &own); failed != 0) return failed;
    const int result = Truncate(path, size, &own);
    Release(path, &own);
    return result;
  }
  const Turn turn;
  return Result(smbc_getFunctionFtruncate(context)(context, HandleOf(file), size));
}

int ChangeMode(const char* path, mode_t mode, fuse_file_info*) {
  const Turn turn;
  return Result(smbc_getFunctionChmod(context)(context, Url(path).c_str(), mode));
}

// To the microsecond, which is as fine as the library asks for it.
int SetTimes(const char* path, const timespec* times, fuse_file_info* file) {
  struct stat now {};
  if (const int failed = GetAttributes(path, &now, file); failed != 0) return failed;
  const timespec current[] = {now.st_atim, now.st_mtim};
  timeval wanted[2];
  for (int i = 0; i < 2; ++i) {
    timespec time = times[i].tv_nsec == UTIME_OMIT ? current[i] : times[i];
    if (time.tv_nsec == UTIME_NOW) clock_gettime(CLOCK_REALTIME, &time);
    wanted[i] = {time.tv_sec, time.tv_nsec / 1000};
  }
  const Turn turn;
  return Result(smbc_getFunctionUtimes(context)(context, Url(path).c_str(), wanted));
}

int Rename(const char* from, const char* to, unsigned) {
  const Turn turn;
  return Result(
      smbc_getFunctionRename(context)(context, Url(from).c_str(), context, Url(to).c_str()));
}

int SpaceLeft(const char*, struct statvfs* facts) {
  const Turn turn;
  *facts = {};
  std::string root = share + "/";
  const int result = smbc_getFunctionStatVFS(context)(context, root.data(), facts);
  // The library says how many sectors a unit has, where the size of a unit belongs.
  facts->f_bsize = facts->f_frsize = facts->f_bsize * facts->f_frsize;
  return Result(result);
}

fuse_operations Operations() {
  fuse_operations operations{};
  operations.getattr = GetAttributes;
  operations.readdir = ReadFolder;
  operations.open = Open;
  operations.create = Create;
  operations.read = Read;
  operations.write = Write;
  operations.release = Release;
  operations.truncate = Truncate;
  operations.rename = Rename;
  operations.statfs = SpaceLeft;
  operations.unlink = [](const char* path) {
    const Turn turn;
    return Result(smbc_getFunctionUnlink(context)(context, Url(path).c_str()));
  };
  operations.mkdir = [](const char* path, mode_t mode) {
    const Turn turn;
    return Result(smbc_getFunctionMkdir(context)(context, Url(path).c_str(), mode));
  };
  operations.rmdir = [](const char* path) {
    const Turn turn;
    return Result(smbc_getFunctionRmdir(context)(context, Url(path).c_str()));
  };
  operations.chmod = ChangeMode;
  operations.utimens = SetTimes;
  // The library has no way to ask for it; every write is at the server when it returns, and what
  // the server promises of it is the server's setting.
  operations.fsync = [](const char*, int, fuse_file_info*) { return 0; };
  return operations;
}

// The type after "fuse.": whose calls a record is of.
std::string Type() { return std::string("smbfs.libsmbclient-") + smbc_version(); }

// Gives false for a file that has no user or cannot be read.
bool ReadCredentials(const char* path) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.ends_with('\r')) line.pop_back();
    const std::size_t equals = line.find('=');
    if (equals != line.npos) credentials[line.substr(0, equals)] = line.substr(equals + 1);
  }
  return !credentials["username"].empty();
}

void Copy(const std::string& text, char* to, int size) {
  std::snprintf(to, static_cast<std::size_t>(size), "%s", text.c_str());
}

void WhoAsks(SMBCCTX*, const char*, const char*, char* domain, int domain_size, char* user,
             int user_size, char* password, int password_size) {
  if (!credentials["domain"].empty()) Copy(credentials["domain"], domain, domain_size);
  Copy(credentials["username"], user, user_size);
  Copy(credentials["password"], password, password_size);
}

int Run(int count, char** arguments) {
  if (count == 2 && std::strcmp(arguments[1], "--type") == 0) {
    std::printf("fuse.%s\n", Type().c_str());
    return 0;
  }
  const char* const who = std::getenv("WFX_SMB_CREDENTIALS");
  if (count != 4 || who == nullptr) {
    std::fprintf(stderr,
                 "usage: WFX_SMB_CREDENTIALS=FILE smbfs smb://HOST[:PORT]/SHARE SMB.CONF MOUNT\n");
    return 2;
  }
  if (!ReadCredentials(who)) {
    std::fprintf(stderr, "smbfs: %s cannot be read or has no line username=NAME\n", who);
    return 2;
  }
  share = arguments[1];
  context = smbc_new_context();
  if (context == nullptr || smbc_setConfiguration(context, arguments[2]) != 0) {
    std::fprintf(stderr, "smbfs: %s cannot be taken as a configuration\n", arguments[2]);
    return 1;
  }
  smbc_setDebug(context, 0);
  smbc_setFunctionAuthDataWithContext(context, WhoAsks);
  smbc_setTimeout(context, kMostMilliseconds);
  if (smbc_init_context(context) == nullptr) {
    std::perror("smbfs: libsmbclient");
    return 1;
  }
  smbc_set_context(context);
  return Mount(arguments[0], arguments[3], share, Type(), Operations());
}

}  // namespace
}  // namespace wfx::labs

int main(int count, char** arguments) { return wfx::labs::Run(count, arguments); }
