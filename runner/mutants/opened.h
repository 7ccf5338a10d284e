// The handles that pass through a mutant: what is behind each, and how it was asked for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <thread>
#include <vector>

#include "runner/mutants/write.h"
#include "runner/win32/handle.h"
#include "runner/win32/text.h"

namespace wfx::mutants {

// The arguments of CreateFileW.
struct OpenRequest {
  LPCWSTR path = nullptr;
  DWORD access = 0, share = 0;
  LPSECURITY_ATTRIBUTES security = nullptr;
  DWORD disposition = 0, flags = 0;
  HANDLE model = nullptr;
};

// One handle, as its caller asked for it.
struct Opened {
  HANDLE handle = nullptr;
  WideString path;
  DWORD access = 0, share = 0, flags = 0;
  bool created = false;    // this call made or emptied the file
  bool duplicate = false;  // it came from DuplicateHandle
  bool pipe = false;       // one end of a named pipe; what follows is of the pipe
  bool server = false, message = false, nowait = false;
  DWORD quota = 0;
  std::thread::id thread;  // that opened it

  // Any of these rights was asked for; the generic ones count as themselves.
  bool Asked(DWORD rights) const { return (access & rights) != 0; }
  bool Has(DWORD flag) const { return (flags & flag) != 0; }
  bool device() const;  // a volume, a disk, NUL: neither a file nor a pipe
  bool disk() const;    // a physical drive
  bool unbuffered() const { return Has(FILE_FLAG_NO_BUFFERING) && !pipe && !device(); }
};

// The open handles of a mutant. Any thread. Different processes of a model have handles of the same
// value: the thread that opened one tells them apart.
class Handles {
 public:
  void Add(Opened opened);
  std::optional<Opened> Find(HANDLE handle) const;
  // Forgets it.
  void Closed(HANDLE handle);
  std::vector<Opened> All() const;
  // A handle seen here made or emptied the file, be it closed or not.
  bool Made(const WideString& path) const;

 private:
  std::vector<Opened>::const_iterator Latest(HANDLE handle) const;

  mutable std::mutex mutex_;
  std::vector<Opened> opened_;
  std::set<WideString> made_;
};

// Null for a handle that was not seen being opened.
std::optional<Opened> OpenedAs(HANDLE handle);
// What is written to, where it is a file; null for a pipe or a device too.
std::optional<Opened> FileOf(const Write& write);
// Other handles that are open on the same path.
std::vector<Opened> OthersOn(const Opened& opened);

// Makes the table remember what it opens: CreateFileW, CreateNamedPipeW, DuplicateHandle and
// CloseHandle. A mutant that replaces one of them itself does so after this and calls ours.
void WatchHandles(Win32Api& table);

// The same, with a WriteFileEx that can ask how its handle was opened.
template <BOOL (*behave)(const Write&)>
void ReplaceWriteFileExWithHandles(Win32Api& table) {
  WatchHandles(table);
  ReplaceWriteFileEx<behave>(table);
}

// Performs `sent` and remembers it as `asked`.
HANDLE OpenAs(const OpenRequest& asked, const OpenRequest& sent);

HANDLE WINAPI WatchedCreateNamedPipeW(LPCWSTR name, DWORD open_mode, DWORD pipe_mode,
                                      DWORD instances, DWORD out_buffer, DWORD in_buffer,
                                      DWORD timeout, LPSECURITY_ATTRIBUTES security);
BOOL WINAPI WatchedDuplicateHandle(HANDLE source_process, HANDLE source, HANDLE target_process,
                                   LPHANDLE target, DWORD access, BOOL inherit, DWORD options);
BOOL WINAPI WatchedCloseHandle(HANDLE handle);

// A CreateFileW that opens something else than it was asked for.
template <void (*change)(OpenRequest&)>
HANDLE WINAPI CreateFileWAs(LPCWSTR path, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES security,
                            DWORD disposition, DWORD flags, HANDLE model) {
  const OpenRequest asked{path, access, share, security, disposition, flags, model};
  OpenRequest sent = asked;
  change(sent);
  return OpenAs(asked, sent);
}

// The file behind a handle, by an open of our own that the caller knows nothing of: cached, not
// overlapped, with all rights and all sharing. The last error stays as it was. Nothing happens when
// the file cannot be opened.
class Beside {
 public:
  explicit Beside(const Opened& opened);

  bool valid() const { return file_.valid(); }
  std::uint64_t Size() const;
  void SetSize(std::uint64_t size) const;
  // The last error of WriteFile, or 0.
  DWORD Put(std::uint64_t offset, LPCVOID bytes, DWORD length) const;
  void Fill(std::uint64_t begin, std::uint64_t end, std::byte with) const;
  std::vector<std::byte> Read(std::uint64_t offset, std::uint64_t length) const;

 private:
  Handle file_;
};

// Writes through any handle of this process, overlapped or not, and waits for the end. Gives the
// error or 0. The last error stays as it was.
DWORD WriteThrough(HANDLE file, std::uint64_t offset, LPCVOID bytes, DWORD length);

}  // namespace wfx::mutants
