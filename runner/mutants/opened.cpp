#include "runner/mutants/opened.h"

#include <algorithm>
#include <utility>

#include "runner/mutants/state.h"
#include "runner/win32/overlapped.h"

namespace wfx::mutants {
namespace {

bool StartsWith(const WideString& path, std::string_view prefix) {
  return Narrow(path).starts_with(prefix);
}

// Of this machine or another: \\HOST\pipe\NAME.
bool IsPipe(const WideString& path) {
  const std::string name = Narrow(path);
  const std::size_t host_end = name.find('\\', 2);
  return name.starts_with(R"(\\)") && host_end != name.npos &&
         std::string_view(name).substr(host_end).starts_with(R"(\pipe\)");
}

void TakeFactsOfPipe(Opened& opened) {
  opened.pipe = true;
  for (const Opened& other : OthersOn(opened)) {
    if (!other.server) continue;
    opened.message = other.message;
    opened.quota = other.quota;
  }
}

HANDLE WINAPI WatchedCreateFileW(LPCWSTR path, DWORD access, DWORD share,
                                 LPSECURITY_ATTRIBUTES security, DWORD disposition, DWORD flags,
                                 HANDLE model) {
  const OpenRequest asked{path, access, share, security, disposition, flags, model};
  return OpenAs(asked, asked);
}

}  // namespace

bool Opened::device() const {
  return !pipe && (StartsWith(path, R"(\\.\)") || Narrow(path) == "NUL");
}

bool Opened::disk() const { return StartsWith(path, R"(\\.\PhysicalDrive)"); }

void Handles::Add(Opened opened) {
  const std::lock_guard lock(mutex_);
  opened.thread = std::this_thread::get_id();
  if (opened.created) made_.insert(opened.path);
  opened_.push_back(std::move(opened));
}

std::vector<Opened>::const_iterator Handles::Latest(HANDLE handle) const {
  auto found = opened_.end();
  for (auto each = opened_.begin(); each != opened_.end(); ++each) {
    if (each->handle != handle) continue;
    const bool nearer = found == opened_.end() || found->thread != std::this_thread::get_id() ||
                        each->thread == std::this_thread::get_id();
    if (nearer) found = each;
  }
  return found;
}

std::optional<Opened> Handles::Find(HANDLE handle) const {
  const std::lock_guard lock(mutex_);
  const auto found = Latest(handle);
  return found == opened_.end() ? std::nullopt : std::optional(*found);
}

void Handles::Closed(HANDLE handle) {
  const std::lock_guard lock(mutex_);
  const auto found = Latest(handle);
  if (found != opened_.end()) opened_.erase(found);
}

std::vector<Opened> Handles::All() const {
  const std::lock_guard lock(mutex_);
  return opened_;
}

bool Handles::Made(const WideString& path) const {
  const std::lock_guard lock(mutex_);
  return made_.contains(path);
}

std::optional<Opened> OpenedAs(HANDLE handle) { return Now().handles.Find(handle); }

std::optional<Opened> FileOf(const Write& write) {
  auto opened = OpenedAs(write.file);
  return opened && !opened->pipe && !opened->device() ? opened : std::nullopt;
}

std::vector<Opened> OthersOn(const Opened& opened) {
  std::vector<Opened> others = Now().handles.All();
  std::erase_if(others, [&](const Opened& each) {
    return each.path != opened.path ||
           (each.handle == opened.handle && each.thread == opened.thread);
  });
  return others;
}

HANDLE OpenAs(const OpenRequest& asked, const OpenRequest& sent) {
  const HANDLE handle = Base().CreateFileW(sent.path, sent.access, sent.share, sent.security,
                                           sent.disposition, sent.flags, sent.model);
  if (handle == INVALID_HANDLE_VALUE) return handle;
  Opened opened;
  opened.handle = handle;
  opened.path = asked.path;
  opened.access = asked.access;
  opened.share = asked.share;
  opened.flags = asked.flags;
  opened.created = asked.disposition != OPEN_EXISTING;
  opened.thread = std::this_thread::get_id();
  if (IsPipe(opened.path)) TakeFactsOfPipe(opened);
  Now().handles.Add(std::move(opened));
  return handle;
}

HANDLE WINAPI WatchedCreateNamedPipeW(LPCWSTR name, DWORD open_mode, DWORD pipe_mode,
                                      DWORD instances, DWORD out_buffer, DWORD in_buffer,
                                      DWORD timeout, LPSECURITY_ATTRIBUTES security) {
  const HANDLE handle = Base().CreateNamedPipeW(name, open_mode, pipe_mode, instances, out_buffer,
                                                in_buffer, timeout, security);
  if (handle == INVALID_HANDLE_VALUE) return handle;
  Opened opened;
  opened.handle = handle;
  opened.path = name;
  opened.access = open_mode & PIPE_ACCESS_DUPLEX;
  opened.flags = open_mode;
  opened.created = true;
  opened.pipe = opened.server = true;
  opened.message = (pipe_mode & PIPE_TYPE_MESSAGE) != 0;
  opened.nowait = (pipe_mode & PIPE_NOWAIT) != 0;
  opened.quota = out_buffer;
  Now().handles.Add(std::move(opened));
  return handle;
}

BOOL WINAPI WatchedDuplicateHandle(HANDLE source_process, HANDLE source, HANDLE target_process,
                                   LPHANDLE target, DWORD access, BOOL inherit, DWORD options) {
  std::optional<Opened> opened = OpenedAs(source);
  const BOOL duplicated = Base().DuplicateHandle(source_process, source, target_process, target,
                                                 access, inherit, options);
  const bool within = source_process == CurrentProcess() && target_process == CurrentProcess();
  if (!duplicated || !opened || !within || target == nullptr) return duplicated;
  opened->handle = *target;
  opened->duplicate = true;
  if ((options & DUPLICATE_SAME_ACCESS) == 0) opened->access = access;
  Now().handles.Add(*std::move(opened));
  if ((options & DUPLICATE_CLOSE_SOURCE) != 0) Now().handles.Closed(source);
  return duplicated;
}

BOOL WINAPI WatchedCloseHandle(HANDLE handle) {
  Now().locks.Closed(handle);
  Now().handles.Closed(handle);
  return Base().CloseHandle(handle);
}

void WatchHandles(Win32Api& table) {
  table.CreateFileW = &WatchedCreateFileW;
  table.CreateNamedPipeW = &WatchedCreateNamedPipeW;
  table.DuplicateHandle = &WatchedDuplicateHandle;
  table.CloseHandle = &WatchedCloseHandle;
}

Beside::Beside(const Opened& opened) {
  if (opened.pipe || opened.device()) return;
  const LastErrorKept kept;
  file_ = Handle(Base(),
                 Base().CreateFileW(opened.path.c_str(), GENERIC_READ | GENERIC_WRITE, kShareAll,
                                    nullptr, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr));
}

std::uint64_t Beside::Size() const {
  const LastErrorKept kept;
  LARGE_INTEGER size{};
  return valid() && Base().GetFileSizeEx(file_.get(), &size)
             ? static_cast<std::uint64_t>(size.QuadPart)
             : 0;
}

void Beside::SetSize(std::uint64_t size) const {
  if (!valid()) return;
  const LastErrorKept kept;
  LARGE_INTEGER end{};
  end.QuadPart = static_cast<LONGLONG>(size);
  if (Base().SetFilePointerEx(file_.get(), end, nullptr, FILE_BEGIN))
    Base().SetEndOfFile(file_.get());
}

DWORD Beside::Put(std::uint64_t offset, LPCVOID bytes, DWORD length) const {
  return valid() ? WriteThrough(file_.get(), offset, bytes, length) : DWORD{ERROR_INVALID_HANDLE};
}

void Beside::Fill(std::uint64_t begin, std::uint64_t end, std::byte with) const {
  if (begin >= end) return;
  const std::vector<std::byte> bytes(static_cast<std::size_t>(end - begin), with);
  Put(begin, bytes.data(), static_cast<DWORD>(bytes.size()));
}

std::vector<std::byte> Beside::Read(std::uint64_t offset, std::uint64_t length) const {
  std::vector<std::byte> bytes(static_cast<std::size_t>(length));
  const LastErrorKept kept;
  OVERLAPPED where = OverlappedAt(offset);
  DWORD read = 0;
  const bool done = valid() && Base().ReadFile(file_.get(), bytes.data(),
                                               static_cast<DWORD>(length), &read, &where);
  bytes.resize(done ? read : 0);
  return bytes;
}

DWORD WriteThrough(HANDLE file, std::uint64_t offset, LPCVOID bytes, DWORD length) {
  const LastErrorKept kept;
  OVERLAPPED where = OverlappedAt(offset);
  DWORD written = 0;
  if (Base().WriteFile(file, bytes, length, &written, &where)) return 0;
  if (const DWORD error = Base().GetLastError(); error != ERROR_IO_PENDING) return error;
  return Base().GetOverlappedResult(file, &where, &written, TRUE) ? 0 : Base().GetLastError();
}

}  // namespace wfx::mutants
