#include "tools/labs.d/driver/provider/device_file.h"

#include <winsvc.h>

#include <map>
#include <mutex>
#include <system_error>
#include <vector>

namespace wfx::lab {
namespace {

std::wstring FinalPath(HANDLE file) {
  std::vector<WCHAR> path(1 << 15);
  const DWORD length =
      below.GetFinalPathNameByHandleW(file, path.data(), static_cast<DWORD>(path.size()), 0);
  return length < path.size() ? std::wstring(path.data(), length) : L"";
}

// An event of the thread. With its lowest bit set nothing goes to a port that the handle belongs
// to.
HANDLE EventOfThread() {
  static thread_local const HANDLE event = below.CreateEventW(nullptr, TRUE, FALSE, nullptr);
  return reinterpret_cast<HANDLE>(reinterpret_cast<ULONG_PTR>(event) | 1);
}

// The service manager is busy for a while after it has begun itself.
constexpr int kStartTries = 200;
constexpr DWORD kStartPause = 50;  // milliseconds

// Starts the driver, as after each start of Wine somebody has to: 0, or the Win32 error.
DWORD StartDriver(const std::wstring& name) {
  const SC_HANDLE manager = OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT);
  if (manager == nullptr) return GetLastError();
  const SC_HANDLE service = OpenServiceW(manager, name.c_str(), SERVICE_START);
  DWORD error = service == nullptr ? GetLastError() : ERROR_SERVICE_DATABASE_LOCKED;
  for (int tries = 0; tries < kStartTries && error == ERROR_SERVICE_DATABASE_LOCKED; ++tries) {
    if (tries > 0) below.Sleep(kStartPause);
    error = StartServiceW(service, 0, nullptr) ? ERROR_SUCCESS : GetLastError();
  }
  if (service != nullptr) CloseServiceHandle(service);
  CloseServiceHandle(manager);
  return error == ERROR_SERVICE_ALREADY_RUNNING ? ERROR_SUCCESS : error;
}

// INVALID_HANDLE_VALUE: the last error says why.
HANDLE OpenDevice(const std::wstring& path, DWORD access, DWORD flags) {
  const auto open = [&] {
    return below.CreateFileW(path.c_str(), access, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr,
                             OPEN_EXISTING, FILE_FLAG_OVERLAPPED | flags, nullptr);
  };
  const HANDLE device = open();
  if (device != INVALID_HANDLE_VALUE || below.GetLastError() != ERROR_FILE_NOT_FOUND) return device;
  const DWORD error = StartDriver(path.substr(path.rfind(L'\\') + 1));
  if (error == ERROR_SUCCESS) return open();
  below.SetLastError(error);
  return INVALID_HANDLE_VALUE;
}

struct Known {
  std::mutex guard;
  std::map<HANDLE, std::shared_ptr<DeviceFile>> files;
};

// Never destroyed: threads may still close handles while the process ends.
Known& AllKnown() {
  static auto* known = new Known;
  return *known;
}

}  // namespace

std::shared_ptr<DeviceFile> DeviceFile::Open(HANDLE file, DWORD access, DWORD share, DWORD flags) {
  BY_HANDLE_FILE_INFORMATION facts{};
  if (!below.GetFileInformationByHandle(file, &facts) ||
      (facts.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0)
    return nullptr;
  auto rules = RulesOf(FinalPath(file));
  if (rules == nullptr) return nullptr;
  const auto fail = [](DWORD error) {
    throw std::system_error(static_cast<int>(error), std::system_category());
  };
  // Who may only append writes to the device all the same.
  const DWORD asked = access | ((access & FILE_APPEND_DATA) != 0 ? FILE_WRITE_DATA : 0);
  const DWORD kept = FILE_FLAG_NO_BUFFERING | FILE_FLAG_WRITE_THROUGH;
  const HANDLE device = OpenDevice(rules->device, asked, flags & kept);
  if (device == INVALID_HANDLE_VALUE) fail(below.GetLastError());
  Backing backing = rules->backing;
  backing.handle = reinterpret_cast<ULONG_PTR>(file);
  backing.process = GetCurrentProcessId();
  backing.identity[0] = facts.dwVolumeSerialNumber;
  backing.identity[1] = static_cast<Long>(facts.nFileIndexHigh) << 32 | facts.nFileIndexLow;
  const bool writes = (access & (GENERIC_WRITE | GENERIC_ALL | FILE_WRITE_DATA)) != 0;
  backing.alone = writes && (share & FILE_SHARE_WRITE) == 0 ? 1 : 0;
  const bool overlapped = (flags & FILE_FLAG_OVERLAPPED) != 0;
  std::shared_ptr<DeviceFile> made(new DeviceFile(file, device, overlapped, std::move(rules)));
  DWORD got = 0;
  const DWORD error = made->Ask(kBack, &backing, sizeof backing, nullptr, 0, got);
  if (error == ERROR_SUCCESS) return made;
  made->file_ = nullptr;
  fail(error);
  return nullptr;
}

DeviceFile::DeviceFile(HANDLE file, HANDLE device, bool overlapped,
                       std::shared_ptr<const Rules> rules)
    : file_(file), device_(device), overlapped_(overlapped), rules_(std::move(rules)) {}

DeviceFile::~DeviceFile() {
  DWORD got = 0;
  if (file_ != nullptr) {
    Ask(kLetGo, nullptr, 0, nullptr, 0, got);
    below.CloseHandle(file_);
  }
  below.CloseHandle(device_);
}

HANDLE DeviceFile::NewHandle() const {
  const HANDLE self = GetCurrentProcess();
  HANDLE made = nullptr;
  below.DuplicateHandle(self, overlapped_ ? device_ : file_, self, &made, 0, FALSE,
                        DUPLICATE_SAME_ACCESS);
  return made;
}

DWORD DeviceFile::Ask(DWORD code, void* in, DWORD in_size, void* out, DWORD out_size,
                      DWORD& got) const {
  OVERLAPPED overlapped{};
  overlapped.hEvent = EventOfThread();
  got = 0;
  if (below.DeviceIoControl(device_, code, in, in_size, out, out_size, &got, &overlapped)) return 0;
  const DWORD error = below.GetLastError();
  if (error != ERROR_IO_PENDING) return error;
  return below.GetOverlappedResult(device_, &overlapped, &got, TRUE) ? 0 : below.GetLastError();
}

void Remember(HANDLE handle, std::shared_ptr<DeviceFile> file) {
  Known& known = AllKnown();
  const std::lock_guard lock(known.guard);
  known.files[handle] = std::move(file);
}

std::shared_ptr<DeviceFile> Find(HANDLE handle) {
  Known& known = AllKnown();
  const std::lock_guard lock(known.guard);
  const auto found = known.files.find(handle);
  return found == known.files.end() ? nullptr : found->second;
}

std::shared_ptr<DeviceFile> Forget(HANDLE handle) {
  Known& known = AllKnown();
  const std::lock_guard lock(known.guard);
  const auto found = known.files.find(handle);
  if (found == known.files.end()) return nullptr;
  auto file = std::move(found->second);
  known.files.erase(found);
  return file;
}

}  // namespace wfx::lab
